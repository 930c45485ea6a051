"""The About page and the page on programs."""

from home.demo.prose.frame import INSTITUTE
from home.demo.words import PageOf, PictureOf, Words

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
                f"<p>{INSTITUTE} is, first, people: more than 1,200 researchers who specialize in machine learning. Some prove "
                "theorems, some train models of language, some label images of the spinal cord or count birds from satellite "
                "pictures. What they share is a method, a taste for open questions, and often a table.</p>"
                "<p>The place matters. Work of this kind has gathered in Quebec to the point of forming an ecosystem of its own, "
                f"and {INSTITUTE} stands at the heart of it, with scientific excellence and innovation for its aims.</p>",
                "<h2>Une communauté de recherche</h2>"
                f"<p>{INSTITUTE}, ce sont d'abord des personnes : plus de 1 200 spécialistes de l'apprentissage automatique. "
                "Certaines démontrent des théorèmes, d'autres entraînent des modèles de langue, d'autres encore délimitent la "
                "moelle épinière sur des images ou repèrent des oiseaux dans des vues de satellite. Elles ont en commun une méthode, "
                "le goût des questions ouvertes et, souvent, une table.</p>"
                "<p>Le lieu compte. Ces travaux se sont rassemblés au Québec jusqu'à y former un écosystème, et "
                f"{INSTITUTE} en est le cœur, avec l'excellence scientifique et l'innovation pour visées.</p>",
            ),
        ),
        (
            "image",
            {
                "image": PictureOf("lounge"),
                "caption": Words(
                    "Much of the work begins as a conversation.",
                    "Une bonne part du travail commence par une conversation.",
                ),
                "wide": True,
            },
        ),
        (
            "rich_text",
            Words(
                "<h2>Since 1993</h2>"
                "<p>Professor Yoshua Bengio founded the institute in 1993, when neural networks were a subject for few. The "
                "bibliography keeps traces of what followed: "
                "a way to start the training of deep networks (2010), networks that learn by playing against each other (2014), "
                "translation that looks back at its source (2015).</p>"
                "<h2>Eight institutions</h2>"
                "<p>More than 140 professors belong to the institute, each of them at home in a university or school. The "
                "faculty comes from eight institutions of Quebec.</p>",
                "<h2>Depuis 1993</h2>"
                "<p>Le professeur Yoshua Bengio a fondé l'institut en 1993, quand les réseaux de neurones n'intéressaient que "
                "peu de monde. La bibliographie garde des traces de la suite : une façon d'amorcer l'entraînement des réseaux profonds "
                "(2010), des réseaux qui apprennent en jouant l'un contre l'autre (2014), une traduction qui revient à sa source "
                "(2015).</p>"
                "<h2>Huit établissements</h2>"
                "<p>Plus de 140 professeurs appartiennent à l'institut, chacun ayant son port d'attache dans une université ou une "
                "école. Le corps professoral vient de huit établissements du Québec.</p>",
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
                "<p>Three ideas come back in what the institute does: science of the first order; results that leave the "
                "laboratory; and artificial intelligence that is developed responsibly, for the good of all. The last of them has "
                'a page of its own, <a linktype="page" id="{page:humanity}">AI for Humanity</a>.</p>',
                "<h2>Ce qui nous guide</h2>"
                "<p>Trois idées reviennent dans ce que fait l'institut : une science de premier ordre ; des résultats qui sortent du "
                "laboratoire ; et une intelligence artificielle développée de façon responsable, pour le bien de tous. La dernière a "
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
        "How to study machine learning with a professor of the institute, and where to begin.",
        "Comment étudier l'apprentissage automatique avec un professeur de l'institut, et par où commencer.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<h2>Two doors, one community</h2>"
                f"<p>A degree is granted by a university; research is supervised by a professor. Students come to {INSTITUTE} through "
                "both doors at once: they enrol at one of the eight institutions, and work with a professor who belongs to the "
                "institute.</p>"
                "<h2>Begin with a question</h2>"
                "<p>The surest way to a good choice is to read. Look up a topic in the "
                '<a linktype="page" id="{page:publications}">publications</a>, note the names that come back, and open their '
                'profiles in the <a linktype="page" id="{page:directory}">directory</a>: they say where each professor teaches and '
                "in which department.</p>"
                "<h2>Then choose the place</h2>"
                "<p>Programs, deadlines and languages of instruction are set by each institution and differ from one to the next; "
                "their own sites are the reference.</p>",
                "<h2>Deux portes, une communauté</h2>"
                f"<p>Un diplôme est décerné par une université ; une recherche est dirigée par un professeur. On vient à {INSTITUTE} par "
                "les deux portes à la fois : on s'inscrit dans l'un des huit établissements, et l'on travaille avec un professeur "
                "qui appartient à l'institut.</p>"
                "<h2>Commencer par une question</h2>"
                "<p>Le plus sûr chemin vers un bon choix est la lecture. Cherchez un thème dans les "
                '<a linktype="page" id="{page:publications}">publications</a>, notez les noms qui reviennent, puis ouvrez leurs '
                'profils dans l\'<a linktype="page" id="{page:directory}">annuaire</a> : on y voit où chaque professeur enseigne et '
                "dans quel département.</p>"
                "<h2>Choisir ensuite le lieu</h2>"
                "<p>Les programmes, les dates limites et les langues d'enseignement relèvent de chaque établissement et varient de "
                "l'un à l'autre ; leurs propres sites font foi.</p>",
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
                        "title": Words("Does the institute grant degrees?", "L'institut décerne-t-il des diplômes ?"),
                        "text": Words(
                            "<p>No. Degrees come from the institution where a student is enrolled.</p>",
                            "<p>Non. Les diplômes viennent de l'établissement où l'on est inscrit.</p>",
                        ),
                    },
                    {
                        "title": Words("Which language do I need?", "Quelle langue faut-il parler ?"),
                        "text": Words(
                            "<p>That depends on the program: some of the eight institutions teach in French, others in English. "
                            "This site reads the same in both.</p>",
                            "<p>Cela dépend du programme : certains des huit établissements enseignent en français, d'autres en "
                            "anglais. Ce site se lit de la même façon dans les deux langues.</p>",
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
