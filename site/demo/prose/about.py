"""The About page and the page on programs."""

from demo.prose.frame import INSTITUTE
from demo.words import PageOf, PictureOf, Words

ABOUT = {
    "title": Words("About", "À propos"),
    "slug": Words("about", "a-propos"),
    "picture": "waves",
    "show_in_menus": True,
    "summary": Words(
        f"Who {INSTITUTE} is, where it comes from, and the eight institutions that it brings together.",
        f"Ce qu'est {INSTITUTE}, d'où il vient, et les huit établissements qu'il rassemble.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<h2>A community of researchers</h2>"
                f"<p>{INSTITUTE} is, first, people: more than 1,200 researchers who specialize in machine learning. The works on this "
                "site show how far their questions reach, from the training of deep networks to models of language, from the "
                "segmentation of the spinal cord to maps of bird species.</p>"
                f"<p>{INSTITUTE} stands in the heart of Quebec’s artificial intelligence ecosystem, with scientific excellence and "
                "innovation for its aims.</p>",
                "<h2>Une communauté de recherche</h2>"
                f"<p>{INSTITUTE}, ce sont d'abord des personnes : plus de 1 200 spécialistes de l'apprentissage automatique. Les "
                "travaux réunis sur ce site montrent jusqu'où vont leurs questions, de l'entraînement des réseaux profonds aux modèles "
                "de langue, de la segmentation de la moelle épinière à la répartition des espèces d'oiseaux.</p>"
                f"<p>{INSTITUTE} se trouve au cœur de l'écosystème québécois de l'intelligence artificielle, avec l'excellence "
                "scientifique et l'innovation pour visées.</p>",
            ),
        ),
        (
            "image",
            {
                "image": PictureOf("lounge"),
                "caption": Words(
                    "A conversation, imagined: a professor and three students.",
                    "Une conversation, imaginée : un professeur et trois étudiants.",
                ),
                "wide": True,
            },
        ),
        (
            "rich_text",
            Words(
                "<h2>Since 1993</h2>"
                "<p>Professor Yoshua Bengio founded the institute in 1993. The bibliography of this site keeps traces of what "
                "followed: "
                "a way to start the training of deep networks (2010), networks that learn by playing against each other (2014), "
                "translation that looks back at its source (2015).</p>"
                "<h2>Eight institutions</h2>"
                "<p>The institute brings together more than 140 professors. They come from eight institutions of Quebec.</p>",
                "<h2>Depuis 1993</h2>"
                "<p>Le professeur Yoshua Bengio a fondé l'institut en 1993. La bibliographie de ce site garde des traces de la "
                "suite : une façon d'amorcer l'entraînement des réseaux profonds "
                "(2010), des réseaux qui apprennent en jouant l'un contre l'autre (2014), une traduction qui revient à sa source "
                "(2015).</p>"
                "<h2>Huit établissements</h2>"
                "<p>L'institut rassemble plus de 140 professeurs. Ils viennent de huit établissements du Québec.</p>",
            ),
        ),
        (
            "institutions_table",
            Words("The eight institutions and their cities", "Les huit établissements et leur ville"),
        ),
        (
            "rich_text",
            Words(
                "<h2>What guides us</h2>"
                "<p>Three aims stand together: excellence in science; innovation; and artificial intelligence that is developed "
                "responsibly, for the good of all. The last of them has "
                'a page of its own, <a linktype="page" id="{page:humanity}">AI for Humanity</a>.</p>',
                "<h2>Ce qui nous guide</h2>"
                "<p>Trois visées vont ensemble : l'excellence scientifique ; l'innovation ; et une intelligence artificielle "
                "développée de façon responsable, pour le bien de tous. La dernière a "
                'sa propre page, <a linktype="page" id="{page:humanity}">L\'IA pour l\'humanité</a>.</p>',
            ),
        ),
        (
            "featured",
            {
                "heading": Words("Read on", "Poursuivre la lecture"),
                "cards": [
                    {"page": PageOf("directory")},
                    {"page": PageOf("publications")},
                    {"page": PageOf("programs")},
                ],
            },
        ),
    ],
}

PROGRAMS = {
    "title": Words("Programs", "Programmes"),
    "slug": Words("programs", "programmes"),
    "picture": "forest",
    "show_in_menus": True,
    "summary": Words(
        "Where to begin, for those who look for a program of study or for somebody to supervise their research.",
        "Par où commencer, quand on cherche un programme d'études ou une direction de recherche.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<h2>One community, eight institutions</h2>"
                f"<p>The professors of {INSTITUTE} are affiliated with eight institutions of Quebec. Whoever looks for a place to study "
                "has two questions to answer: what to work on, and where.</p>"
                "<h2>Begin with a question</h2>"
                "<p>The surest way to a good choice is to read. Look up a topic in the "
                '<a linktype="page" id="{page:publications}">publications</a>, note the names that come back, and open their '
                'profiles in the <a linktype="page" id="{page:directory}">directory</a>: they name each professor’s institution '
                "and, where it is known, the department.</p>"
                "<h2>Then choose the place</h2>"
                "<p>For programs, deadlines and languages of instruction, ask the institutions themselves: their sites are listed at "
                "the end of this page.</p>",
                "<h2>Une communauté, huit établissements</h2>"
                f"<p>Le corps professoral de {INSTITUTE} est affilié à huit établissements du Québec. Qui cherche où étudier doit "
                "répondre à deux questions : sur quoi travailler, et en quel lieu.</p>"
                "<h2>Commencer par une question</h2>"
                "<p>Le plus sûr chemin vers un bon choix est la lecture. Cherchez un thème dans les "
                '<a linktype="page" id="{page:publications}">publications</a>, notez les noms qui reviennent, puis ouvrez leurs '
                'profils dans l\'<a linktype="page" id="{page:directory}">annuaire</a> : on y voit l\'établissement de chaque '
                "professeur et, quand il est connu, son département.</p>"
                "<h2>Choisir ensuite le lieu</h2>"
                "<p>Pour les programmes, les dates limites et les langues d'enseignement, adressez-vous aux établissements : leurs "
                "sites sont indiqués au bas de cette page.</p>",
            ),
        ),
        (
            "image",
            {
                "image": PictureOf("descent"),
                "caption": Words("Several paths lead to the same point.", "Plusieurs chemins mènent au même point."),
                "wide": False,
            },
        ),
        (
            "accordion",
            {
                "heading": Words("Questions that come back", "Questions qui reviennent"),
                "entries": [
                    {
                        "title": Words("Which institutions are they?", "De quels établissements s'agit-il ?"),
                        "text": Words(
                            '<p>The <a linktype="page" id="{page:about}">About</a> page names the eight, each with its city.</p>',
                            '<p>La page <a linktype="page" id="{page:about}">À propos</a> nomme les huit, chacun avec sa ville.</p>',
                        ),
                    },
                    {
                        "title": Words(
                            "Is everything here in both languages?", "Tout se lit-il dans les deux langues ?"
                        ),
                        "text": Words(
                            "<p>Every page can be read in English and in French. Titles of papers stay in the language in which they "
                            "were published.</p>",
                            "<p>Chaque page se lit en français et en anglais. Les titres des articles restent dans la langue de leur "
                            "publication.</p>",
                        ),
                    },
                    {
                        "title": Words("How do I find a supervisor?", "Comment trouver une direction de recherche ?"),
                        "text": Words(
                            '<p>Filter the <a linktype="page" id="{page:directory}">directory</a> by topic and by institution, then '
                            "read what the people you find have published.</p>",
                            '<p>Filtrez l\'<a linktype="page" id="{page:directory}">annuaire</a> par thème et par établissement, puis '
                            "lisez ce qu'ont publié les personnes trouvées.</p>",
                        ),
                    },
                ],
            },
        ),
        ("institution_links", Words("The institutions’ own sites", "Les sites des établissements")),
    ],
}
