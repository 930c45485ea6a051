from home.models.home import HomePage
from home.models.news import ArticlePage, NewsIndexPage
from home.models.section import SectionPage

__all__ = ["ArticlePage", "HomePage", "NewsIndexPage", "SectionPage"]
