"""The sections of the home page, in their order."""

from demo.prose.frame import INSTITUTE
from demo.words import PageOf, PaperOf, PictureOf, Words

PINNED_PAPERS = (
    "The role of Large Language Models in IoT security: A systematic review of advances, challenges, and opportunities",
    "Random Forest Autoencoders for Guided Representation Learning",
    "The spatially-resolved effect of mergers on the stellar mass assembly of MaNGA galaxies",
    "Improved Localized Machine Unlearning Through the Lens of Memorization",
)

HOME_BODY = [
    (
        "featured",
        {
            "heading": Words("Featured", "À la une"),
            "cards": [
                {"page": PageOf("open-data"), "kicker": Words("News", "Nouvelle")},
                {"page": PageOf("attention"), "kicker": Words("Reading list", "Liste de lecture")},
                {"page": PageOf("programs"), "kicker": Words("Study", "Étudier")},
            ],
        },
    ),
    (
        "faculty",
        {
            "heading": Words("Faculty", "Corps professoral"),
            "text": Words(
                f"<p>{INSTITUTE} was founded in 1993 by Professor Yoshua Bengio. Its professors, now more than 140, are "
                "affiliated with Université de Montréal, McGill University, Polytechnique Montréal and HEC Montréal; others "
                "have joined them from Université Laval, Université de Sherbrooke, École de technologie supérieure (ÉTS) and "
                "Concordia University.</p>",
                f"<p>{INSTITUTE} a été fondé en 1993 par le professeur Yoshua Bengio. Son corps professoral, qui compte "
                "aujourd'hui plus de 140 personnes, est affilié à l'Université de Montréal, à l'Université McGill, à "
                "Polytechnique Montréal et à HEC Montréal ; d'autres l'ont rejoint de l'Université Laval, de l'Université de "
                "Sherbrooke, de l'École de technologie supérieure (ÉTS) et de l'Université Concordia.</p>",
            ),
            "figure": Words("over 140", "plus de 140"),
            "figure_label": Words("professors", "professeures et professeurs"),
            "portrait": PictureOf("eight"),
            "caption": Words("Eight institutions, one table.", "Huit établissements, une table."),
            "link_label": Words("Browse the directory", "Consulter l'annuaire"),
        },
    ),
    (
        "latest_publications",
        {
            "heading": Words("Latest publications", "Publications récentes"),
            "count": 4,
            "pinned": [PaperOf(title) for title in PINNED_PAPERS],
        },
    ),
    (
        "section",
        {
            "heading": Words("AI for Humanity", "L'IA pour l'humanité"),
            "text": Words(
                f"<p>For {INSTITUTE}, artificial intelligence that is socially responsible and does good is part of the work "
                "itself, not an afterthought. Being among the leaders of the field brings a duty to take part in the public "
                "conversation, and to help build what society can use.</p>",
                f"<p>Pour {INSTITUTE}, une intelligence artificielle socialement responsable et bénéfique fait partie du travail "
                "même. Compter parmi les chefs de file du domaine oblige à prendre part au dialogue social et à contribuer à "
                "des applications utiles à la société.</p>",
            ),
            "image": PictureOf("night"),
            "side": "end",
            "link": {"page": PageOf("humanity"), "label": Words("Learn more", "En savoir plus")},
            "theme": "night",
        },
    ),
    (
        "figures",
        {
            "heading": Words("In figures", "En chiffres"),
            "figures": [
                {
                    "kind": "typed",
                    "number": Words("1,200+", "1 200 +"),
                    "label": Words("researchers in machine learning", "spécialistes de l'apprentissage automatique"),
                },
                {"kind": "institutions", "label": Words("affiliated institutions", "établissements affiliés")},
                {"kind": "publications", "label": Words("publications on this site", "publications sur ce site")},
                {"kind": "years", "label": Words("years since the founding", "années depuis la fondation")},
            ],
        },
    ),
]
