"""Words that weigh otherwise than others when titles and names are compared. All are folded."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = words(
    "a an and are as at by for from in into is it its of on or than that the their to towards toward upon using via "
    "with within des de du d la le les l et en un une dans pour sur par au aux der die das und von im zur el los las y "
    "del al"
)

# Their opposite is a whole other work.
PREFIXES = words(
    "un non in im ir il anti semi self dis a an sub super hyper hypo micro macro nano inter intra pre post uni bi tri "
    "multi mono poly over under exo endo homo hetero iso aniso intro extra out de co"
)
ANTONYMS = frozenset(
    frozenset(pair.split("/"))
    for pair in words(
        "afferent/efferent causal/casual prostate/prostrate continuous/continuum northern/southern "
        "eastern/western maternal/paternal explicit/implicit increase/decrease affect/effect ascending/descending "
        "convex/concave discrete/discreet absorption/adsorption"
    )
)

# What comes out again and again under one title.
SERIAL_WORDS = words(
    "annual yearly yearbook proceedings newsletter bulletin report rapport actes annuel activities obituary president "
    "calendar awards"
)

ROMAN = words("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi")
NUMBER_WORDS = words(
    "one two three four five six seven eight nine ten first second third fourth fifth un deux trois quatre premiere "
    "premier deuxieme"
) | frozenset("abcdefgh")

# Titles that many works bear: they say what a text is, not what it is about.
GENERIC = frozenset(
    line.strip()
    for line in """
    abstract
    abstracts
    acknowledgement
    acknowledgements
    acknowledgment
    acknowledgments
    about the authors
    about the editors
    appendix
    avant propos
    back matter
    bibliography
    book review
    book reviews
    call for papers
    chair message
    comment
    commentary
    comments
    compte rendu
    comptes rendus
    conclusion
    conclusions
    conclusions and future work
    contents
    contributors
    correction
    correspondence
    corrigendum
    cover
    discussion
    editor note
    editorial
    editorial board
    editorial introduction
    editors introduction
    editors note
    epilogue
    errata
    erratum
    foreword
    forward
    from the editor
    from the editors
    front matter
    frontmatter
    general introduction
    glossary
    guest editorial
    guest editors introduction
    in memoriam
    in this issue
    index
    introduction
    introduction and overview
    introduction to the issue
    introduction to the special issue
    introduction to the special section
    introduction to this special issue
    invited talk
    issue information
    keynote
    keynote address
    keynote speech
    keynote talk
    letter
    letter to the editor
    letters
    letters to the editor
    list of contributors
    masthead
    message from the chairs
    message from the editor
    message from the general chair
    message from the general chairs
    message from the program chairs
    news
    no title
    notes
    obituary
    opinion
    organizing committee
    outlook
    overview
    panel discussion
    perspective
    perspectives
    postface
    preface
    preface to the second edition
    preliminaries
    presentation
    program committee
    prologue
    publisher correction
    references
    rejoinder
    remerciements
    reply
    response
    retraction
    retraction notice
    review
    reviews
    special issue
    special issue editorial
    summary
    table of contents
    the editors
    title page
    title pages
    untitled
    viewpoint
    welcome
    welcome message
    """.splitlines()
    if line.strip()
)
