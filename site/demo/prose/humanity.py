"""The page of the "AI for Humanity" section."""

from demo.prose.frame import INSTITUTE
from demo.words import DocumentOf, PageOf, PaperOf, PictureOf, Words

RESPONSIBLE_PAPERS = (
    "StereoSet: Measuring stereotypical bias in pretrained language models",
    "Fairness-aware structured pruning in transformers",
    "Multilingual Amnesia: On the Transferability of Unlearning in Multilingual LLMs",
)

HUMANITY = {
    "title": Words("AI for Humanity", "L’IA pour l’humanité"),
    "slug": Words("ai-for-humanity", "ia-pour-lhumanite"),
    "picture": "night",
    "show_in_menus": True,
    "summary": Words(
        "Socially responsible artificial intelligence, developed for the good of all: what it asks of research, and the papers that study it.",
        "Une intelligence artificielle socialement responsable, développée pour le bien de tous : ce qu'elle demande à la "
        "recherche, et les articles qui l'étudient.",
    ),
    "body": [
        (
            "rich_text",
            Words(
                "<h2>Part of the mission</h2>"
                f"<p>At {INSTITUTE}, developing artificial intelligence in a socially responsible way, and so that it does good, is a "
                "fundamental part of the mission.</p>"
                "<p>The reason is simple. What leaves a laboratory as an equation may arrive in a hospital, a classroom or a "
                "courtroom as a decision. Those who know the equation best owe others an account of what it can do, and of what it "
                "cannot.</p>",
                "<h2>Une part de la mission</h2>"
                f"<p>Chez {INSTITUTE}, développer l'intelligence artificielle de façon socialement responsable, et pour le bien de la "
                "société, est une part fondamentale de la mission.</p>"
                "<p>La raison en est simple. Ce qui sort d'un laboratoire sous forme d'équation peut arriver dans un hôpital, une "
                "classe ou un tribunal sous forme de décision. Ceux qui connaissent le mieux l'équation doivent aux autres d'expliquer ce "
                "qu'elle peut, et ce qu'elle ne peut pas.</p>",
            ),
        ),
        (
            "quote",
            {
                "quote": Words(
                    "To lead a field is also to owe something to those who will live with it.",
                    "Être en tête d'un domaine, c'est aussi devoir quelque chose à ceux qui vivront avec lui.",
                ),
                "name": "",
                "role": "",
            },
        ),
        (
            "rich_text",
            Words(
                "<h2>A conversation with society</h2>"
                "<p>A leader of the field wishes to take part in the social dialogue: to explain, to listen, and to answer.</p>"
                "<h2>Applications that serve</h2>"
                "<p>The other wish is to help develop applications from which society benefits. The bibliography of this site shows some "
                "directions, from the segmentation of medical images to the monitoring of forests from above.</p>",
                "<h2>Une conversation avec la société</h2>"
                "<p>Un chef de file du domaine souhaite prendre part au dialogue social : expliquer, écouter, répondre.</p>"
                "<h2>Des applications utiles</h2>"
                "<p>L'autre souhait est d'aider à développer des applications dont la société tire profit. La bibliographie de ce site en "
                "montre quelques directions, de la segmentation d'images médicales à la surveillance des forêts vues d'en haut.</p>",
            ),
        ),
        (
            "image",
            {
                "image": PictureOf("voices"),
                "caption": Words("A dialogue has two voices.", "Un dialogue a deux voix."),
                "wide": False,
            },
        ),
        (
            "rich_text",
            Words(
                "<h2>Research on the questions themselves</h2>"
                "<p>Responsibility is also a subject of study. Among the papers on this site are works on bias in language models, on "
                "fairness in pruned networks, on attacks and defences, on how a model can be made to forget, and on making results "
                "reproducible.</p>",
                "<h2>Les questions comme objet de recherche</h2>"
                "<p>La responsabilité est aussi un objet d'étude. Parmi les articles de ce site, certains portent sur les biais des "
                "modèles de langue, sur l'équité des réseaux élagués, sur les attaques et les défenses, sur la façon de faire oublier "
                "un modèle, ou sur la reproductibilité des résultats.</p>",
            ),
        ),
        (
            "latest_publications",
            {
                "heading": Words("Bias, fairness, unlearning", "Biais, équité, désapprentissage"),
                "count": len(RESPONSIBLE_PAPERS),
                "pinned": [PaperOf(title) for title in RESPONSIBLE_PAPERS],
            },
        ),
        (
            "accordion",
            {
                "heading": Words("Three words, in plain language", "Trois mots, simplement"),
                "entries": [
                    {
                        "title": Words("Bias", "Biais"),
                        "text": Words(
                            "<p>A model learns from examples. Where the examples treat groups of people unequally, so may the model, "
                            "even if nobody wished it.</p>",
                            "<p>Un modèle apprend d'exemples. Si les exemples traitent inégalement des groupes de personnes, le modèle "
                            "risque d'en faire autant, sans que nul ne l'ait voulu.</p>",
                        ),
                    },
                    {
                        "title": Words("Unlearning", "Désapprentissage"),
                        "text": Words(
                            "<p>Taking the influence of chosen data out of a model after training, for instance because the data were wrong "
                            "or should never have been used.</p>",
                            "<p>Retirer d'un modèle, après l'entraînement, l'influence de données choisies, par exemple parce qu'elles étaient "
                            "erronées ou n'auraient jamais dû servir.</p>",
                        ),
                    },
                    {
                        "title": Words("Reproducibility", "Reproductibilité"),
                        "text": Words(
                            "<p>Whether somebody else, with the same data and the same method, finds the same result.</p>",
                            "<p>La possibilité, pour quelqu'un d'autre, de retrouver le même résultat avec les mêmes données et la même "
                            "méthode.</p>",
                        ),
                    },
                ],
            },
        ),
        (
            "downloads",
            {
                "heading": Words("To take away", "À emporter"),
                "files": [
                    {
                        "document": DocumentOf("reading-list"),
                        "title": Words(
                            "Reading list: bias, fairness, attacks, unlearning, reproducibility (CSV)",
                            "Liste de lecture : biais, équité, attaques, désapprentissage, reproductibilité (CSV)",
                        ),
                    }
                ],
            },
        ),
        (
            "featured",
            {
                "heading": Words("Read on", "Poursuivre la lecture"),
                "cards": [{"page": PageOf("open-data")}, {"page": PageOf("about")}],
            },
        ),
    ],
}
