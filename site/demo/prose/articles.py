"""The two news articles."""

import datetime as dt

from demo.words import PageOf, PictureOf, Words

ATTENTION_PAPERS = {
    "translation": "Neural machine translation by jointly learning to align and translate",
    "captions": "Show, attend and tell: Neural image caption generation with visual attention",
    "graphs": "Graph attention networks",
    "compositional": "Compositional Attention: Disentangling Search and Retrieval",
}

OPEN_DATA = {
    "title": Words(
        "Our directory and bibliography are open to reuse",
        "Notre annuaire et notre bibliographie s’ouvrent à la réutilisation",
    ),
    "slug": Words("open-to-reuse", "ouverts-a-la-reutilisation"),
    "picture": "flow",
    "date": dt.date(2026, 6, 16),
    "summary": Words(
        "Everything that a visitor reads here about people and papers, a program can now read as well.",
        "Tout ce qu'un visiteur lit ici sur les personnes et les articles, un programme peut désormais le lire aussi.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<p>A university page that lists its professors’ papers. A student’s notebook that draws a map of co-authors. A "
                "reading group that wants this month’s titles every Monday. Each of them needs the same facts, and none should have to "
                "copy them by hand.</p>"
                "<h2>One source, two readers</h2>"
                "<p>The site therefore answers programs as it answers people. Its programming interface gives the same pages, people, "
                "publications, institutions and topics, from the same source and at the same moment. It needs no key and asks nothing about "
                "who is reading.</p>"
                "<h2>In both languages</h2>"
                "<p>Every answer can be had in English or in French. Where a text exists in one language only, the answer says which.</p>"
                "<h2>What it holds today</h2>"
                '<p>The <a linktype="page" id="{page:directory}">directory</a> has professors from four institutions, with their topics of '
                'research; the <a linktype="page" id="{page:publications}">bibliography</a> holds 140 works, each with its authors in order '
                "and, where known, its identifiers.</p>",
                "<p>Une page d'université qui énumère les articles de ses professeurs. Le cahier d'une étudiante qui dessine la carte des "
                "coauteurs. Un groupe de lecture qui veut, chaque lundi, les titres du mois. Tous ont besoin des mêmes faits, et "
                "personne ne devrait avoir à les recopier.</p>"
                "<h2>Une source, deux lecteurs</h2>"
                "<p>Le site répond donc aux programmes comme il répond aux personnes. Son interface de programmation donne les mêmes pages, "
                "personnes, publications, établissements et thèmes, de la même source et au même moment. Elle ne demande ni clé ni "
                "identité.</p>"
                "<h2>Dans les deux langues</h2>"
                "<p>Chaque réponse s'obtient en français ou en anglais. Quand un texte n'existe que dans une langue, la réponse dit "
                "laquelle.</p>"
                "<h2>Ce qu'elle contient aujourd'hui</h2>"
                '<p>L\'<a linktype="page" id="{page:directory}">annuaire</a> présente des professeurs de quatre établissements, avec leurs thèmes '
                'de recherche ; la <a linktype="page" id="{page:publications}">bibliographie</a> réunit 140 travaux, chacun avec ses auteurs '
                "dans l'ordre et, quand on les connaît, ses identifiants.</p>",
            ),
        ),
    ],
}

ATTENTION = {
    "title": Words(
        "Learning where to look: four papers on attention", "Apprendre où regarder : quatre articles sur l’attention"
    ),
    "slug": Words("learning-where-to-look", "apprendre-ou-regarder"),
    "picture": "alignment",
    "date": dt.date(2026, 6, 2),
    "summary": Words(
        "From translation to pictures to graphs: how one idea travelled through four papers.",
        "De la traduction aux images, puis aux graphes : le voyage d'une idée à travers quatre articles.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<p>A translator does not keep a whole sentence in mind and then write it down in another language. The eye goes back to "
                "the page. Four papers from the bibliography follow that idea, each a little further.</p>"
                "<h2>A sentence</h2>"
                '<p>In <a linktype="page" id="{paper:translation}">Neural machine translation by jointly learning to align and translate</a> '
                "(2015), Dzmitry Bahdanau, Kyunghyun Cho and Yoshua Bengio let a network look back at the source sentence for every word that "
                "it writes. Nobody tells it where to look: it learns that along with translation.</p>"
                "<h2>A picture</h2>"
                '<p>The same year, <a linktype="page" id="{paper:captions}">Show, attend and tell</a> turned the gaze to pictures. To describe a '
                "photograph, the network chooses at each word which part of it matters, and the choice can be drawn over the image.</p>",
                "<p>Une traductrice ne garde pas toute une phrase en tête pour l'écrire ensuite dans une autre langue. L'œil revient à la "
                "page. Quatre articles de la bibliographie suivent cette idée, chacun un peu plus loin.</p>"
                "<h2>Une phrase</h2>"
                '<p>Dans <a linktype="page" id="{paper:translation}">Neural machine translation by jointly learning to align and translate</a> '
                "(2015), Dzmitry Bahdanau, Kyunghyun Cho et Yoshua Bengio laissent un réseau revenir à la phrase source pour chaque mot "
                "qu'il écrit. Personne ne lui dit où regarder : il l'apprend en même temps qu'il apprend à traduire.</p>"
                "<h2>Une image</h2>"
                '<p>La même année, <a linktype="page" id="{paper:captions}">Show, attend and tell</a> tourne le regard vers les images. Pour '
                "décrire une photographie, le réseau choisit à chaque mot la partie qui compte, et ce choix peut se dessiner sur "
                "l'image.</p>",
            ),
        ),
        (
            "image",
            {
                "image": PictureOf("network"),
                "caption": Words(
                    "A graph, imagined: to each node its neighbours.",
                    "Un graphe, imaginé : à chaque nœud ses voisins.",
                ),
                "wide": False,
            },
        ),
        (
            "rich_text",
            Words(
                "<h2>A graph</h2>"
                "<p>Molecules, maps and citations have neither beginning nor end. "
                '<a linktype="page" id="{paper:graphs}">Graph attention networks</a> (2018) let every node weigh its neighbours by what they '
                "are, so that the same model can be used on a graph it has never met.</p>"
                "<h2>And its parts</h2>"
                '<p><a linktype="page" id="{paper:compositional}">Compositional Attention</a> (2021) takes the mechanism apart: searching is one '
                "thing, retrieving another, and a network may combine the two more freely than the usual heads allow.</p>"
                '<p>The thread goes on: look for “attention” in the <a linktype="page" id="{page:publications}">'
                "bibliography</a>.</p>",
                "<h2>Un graphe</h2>"
                "<p>Les molécules, les cartes et les citations n'ont ni début ni fin. "
                '<a linktype="page" id="{paper:graphs}">Graph attention networks</a> (2018) laisse chaque nœud peser ses voisins selon ce '
                "qu'ils sont, de sorte qu'un même modèle peut servir sur un graphe qu'il n'a jamais rencontré.</p>"
                "<h2>Et ses pièces</h2>"
                '<p><a linktype="page" id="{paper:compositional}">Compositional Attention</a> (2021) démonte le mécanisme : chercher est une '
                "chose, récupérer en est une autre, et un réseau peut combiner les deux plus librement que ne le permettent les têtes "
                "habituelles.</p>"
                '<p>Le fil continue : cherchez « attention » dans la <a linktype="page" id="{page:publications}">bibliographie</a>.</p>',
            ),
        ),
        (
            "featured",
            {"heading": Words("See also", "Voir aussi"), "cards": [{"page": PageOf("open-data")}]},
        ),
    ],
}
