"""The home page's opening, and what frames every page."""

from typing import Any

from demo.words import Words

INSTITUTE = "Mila"
FOUNDED = 1993

HOME: dict[str, Any] = {
    "title": Words(INSTITUTE, INSTITUTE),
    "seo_title": Words(
        f"{INSTITUTE} – a community of machine learning research in Quebec",
        f"{INSTITUTE} – une communauté de recherche en apprentissage automatique, au Québec",
    ),
    "summary": Words(
        f"{INSTITUTE} brings together more than 1,200 researchers in machine learning at the heart of Quebec’s "
        "artificial intelligence ecosystem.",
        f"{INSTITUTE} réunit plus de 1 200 spécialistes de l'apprentissage automatique au cœur de l'écosystème "
        "québécois de l'intelligence artificielle.",
    ),
    "statement": Words(
        "Artificial intelligence, moved by curiosity and meant for everyone",
        "Une intelligence artificielle portée par la curiosité et pensée pour tous",
    ),
    "call_to_action": Words("Read our research", "Lire nos travaux"),
    "introduction": Words(
        f"<p>At the centre of Quebec’s AI ecosystem, {INSTITUTE} is a community of more than 1,200 researchers who "
        "specialize in machine learning. Two commitments hold it together: excellence in science, and ideas that find "
        "their way into the world.</p>",
        f"<p>Au centre de l'écosystème québécois de l'IA, {INSTITUTE} est une communauté de plus de 1 200 "
        "spécialistes de l'apprentissage automatique. Deux engagements l'unissent : l'excellence scientifique, et des "
        "idées qui trouvent leur chemin dans le monde.</p>",
    ),
    "about_label": Words(f"About {INSTITUTE}", f"À propos de {INSTITUTE}"),
    "footer": Words(
        f"<p>{INSTITUTE} is a community of more than 1,200 researchers in machine learning, whose professors come from "
        "eight institutions of Quebec.</p>"
        "<p>This is a demonstration, and not the institute’s own site. Its facts about people and papers come from public "
        "sources; its pictures were drawn by a program.</p>",
        f"<p>{INSTITUTE} est une communauté de plus de 1 200 spécialistes de l'apprentissage automatique, dont le corps "
        "professoral vient de huit établissements du Québec.</p>"
        "<p>Ceci est une démonstration, et non le site de l'institut lui-même. Ses faits sur les personnes et les articles "
        "viennent de sources publiques ; ses images ont été dessinées par un programme.</p>",
    ),
    "organisation_name": Words(INSTITUTE, INSTITUTE),
    "contact": Words(
        "<p>In the heart of Quebec’s artificial intelligence ecosystem.</p><p>Questions about a paper are best sent to its authors.</p>",
        "<p>Au cœur de l'écosystème québécois de l'intelligence artificielle.</p><p>Les questions sur un article s'adressent de préférence à ses auteurs.</p>",
    ),
    "social_links": [
        ("link", {"label": Words("The institute’s own site", "Le site de l'institut"), "url": "https://mila.quebec/"}),
    ],
}

DIRECTORY = {
    "title": Words("Directory", "Annuaire"),
    "slug": Words("directory", "annuaire"),
    "social_picture": "eight",
    "summary": Words(
        f"Professors of {INSTITUTE}: where they are affiliated, what they work on, what they have published. "
        "Look for a name, an institution or a topic.",
        f"Le corps professoral de {INSTITUTE} : ses affiliations, ses thèmes de recherche, ses publications. "
        "Cherchez un nom, un établissement ou un thème.",
    ),
}

PUBLICATIONS = {
    "title": Words("Publications", "Publications"),
    "slug": Words("publications", "publications"),
    "social_picture": "alignment",
    "summary": Words(
        "Articles, conference papers, preprints, software and a book, with their authors in order and links to the sources.",
        "Articles, communications, prépublications, logiciels et un livre, avec leurs auteurs dans l'ordre et des liens vers "
        "les sources.",
    ),
}

NEWS = {
    "title": Words("News", "Nouvelles"),
    "slug": Words("news", "nouvelles"),
    "social_picture": "voices",
    "summary": Words(
        "What is new at the institute, and papers worth a second reading.",
        "Ce qu'il y a de nouveau à l'institut, et des articles qui méritent une relecture.",
    ),
}
