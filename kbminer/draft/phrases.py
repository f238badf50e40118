"""The few words that a draft adds to its sources: headings, notes and to-dos, in four languages."""

from __future__ import annotations

from datetime import datetime

_PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "issue": "Issue",
        "environment": "Environment",
        "cause": "Cause",
        "resolution": "Resolution",
        "workaround": "Workaround",
        "nearby": "Related questions",
        "otherwise": "If this does not help",
        "related": "Related",
        "alternative": "Alternative",
        "answers_question": "Where the question was:",
        "asked_as": "Also asked as:",
        "todo": "To do",
        "sources": "Sources",
        "topic": "{title}, #{number}",
        "asker": "asker",
        "staff": "staff",
        "member": "member",
        "answered_on": "Answered on {date}.",
        "agreeing": "{count} more threads seem to tell the same fix: {threads}.",
        "agreeing_one": "One more thread seems to tell the same fix: {threads}.",
        "older": "Older answer of {date}; the resolution above is of {newer}: check whether it still holds.",
        "newer": "Newer answer of {date}; the resolution above is of {older}: check which one holds now.",
        "unconfirmed": "Suggested in threads without a confirmed solution.",
        "no_resolution": "No reply has solved this yet: find the resolution or escalate.",
        "not_confirmed": "No asker has confirmed this: check that it works.",
        "pointer": "The answer only points elsewhere: read the page and write down its steps.",
        "picture": "The answer is a picture: describe what it shows ({where}).",
        "listing": "The post holds a listing of {lines} lines: quote the part that matters ({where}).",
        "rewrite": "The answer is told as a personal story or a question back: put it as steps.",
        "check_hints": "Check these suggestions before publishing.",
        "describe": "The question shows only a log, code or a picture: describe the trouble ({where}).",
    },
    "fr": {
        "issue": "Problème",
        "environment": "Environnement",
        "cause": "Cause",
        "resolution": "Résolution",
        "workaround": "Contournement",
        "nearby": "Questions voisines",
        "otherwise": "Si cela n’aide pas",
        "related": "Voir aussi",
        "alternative": "Autre solution",
        "answers_question": "Quand la question était :",
        "asked_as": "Aussi demandé ainsi :",
        "todo": "À faire",
        "sources": "Sources",
        "topic": "{title}, #{number}",
        "asker": "demandeur",
        "staff": "équipe",
        "member": "membre",
        "answered_on": "Réponse du {date}.",
        "agreeing": "{count} autres sujets semblent donner la même solution : {threads}.",
        "agreeing_one": "Un autre sujet semble donner la même solution : {threads}.",
        "older": "Réponse plus ancienne du {date} ; la résolution ci-dessus est du {newer} : "
        "vérifier si elle est encore valable.",
        "newer": "Réponse plus récente du {date} ; la résolution ci-dessus est du {older} : "
        "vérifier laquelle est valable.",
        "unconfirmed": "Proposé dans des sujets sans solution confirmée.",
        "no_resolution": "Aucune réponse n’a encore résolu ce problème : trouver la solution ou transmettre.",
        "not_confirmed": "Aucun demandeur ne l’a confirmé : vérifier que cela fonctionne.",
        "pointer": "La réponse ne fait que renvoyer ailleurs : lire la page et noter les étapes.",
        "picture": "La réponse est une image : décrire ce qu’elle montre ({where}).",
        "listing": "Le message contient un listing de {lines} lignes : citer la partie utile ({where}).",
        "rewrite": "La réponse est racontée ou posée comme une question : la mettre en étapes.",
        "check_hints": "Vérifier ces propositions avant de publier.",
        "describe": "La question ne montre que du code ou une image : décrire le problème ({where}).",
    },
    "de": {
        "issue": "Problem",
        "environment": "Umgebung",
        "cause": "Ursache",
        "resolution": "Lösung",
        "workaround": "Behelfslösung",
        "nearby": "Verwandte Fragen",
        "otherwise": "Wenn das nicht hilft",
        "related": "Siehe auch",
        "alternative": "Andere Lösung",
        "answers_question": "Wenn die Frage war:",
        "asked_as": "Auch so gefragt:",
        "todo": "Zu erledigen",
        "sources": "Quellen",
        "topic": "{title}, #{number}",
        "asker": "Fragesteller",
        "staff": "Team",
        "member": "Mitglied",
        "answered_on": "Beantwortet am {date}.",
        "agreeing": "{count} weitere Themen nennen wohl dieselbe Lösung: {threads}.",
        "agreeing_one": "Ein weiteres Thema nennt wohl dieselbe Lösung: {threads}.",
        "older": "Ältere Antwort vom {date}; die Lösung oben ist vom {newer}: prüfen, ob sie noch gilt.",
        "newer": "Neuere Antwort vom {date}; die Lösung oben ist vom {older}: prüfen, welche jetzt gilt.",
        "unconfirmed": "Vorgeschlagen in Themen ohne bestätigte Lösung.",
        "no_resolution": "Noch keine Antwort hat das gelöst: die Lösung finden oder weitergeben.",
        "not_confirmed": "Kein Fragesteller hat das bestätigt: prüfen, ob es hilft.",
        "pointer": "Die Antwort verweist nur: die Seite lesen und die Schritte aufschreiben.",
        "picture": "Die Antwort ist ein Bild: beschreiben, was es zeigt ({where}).",
        "listing": "Der Beitrag enthält {lines} Zeilen Ausgabe: den wichtigen Teil zitieren ({where}).",
        "rewrite": "Die Antwort ist erzählt oder zurückgefragt: als Schritte formulieren.",
        "check_hints": "Diese Vorschläge vor dem Veröffentlichen prüfen.",
        "describe": "Die Frage zeigt nur Protokoll, Code oder Bild: das Problem beschreiben ({where}).",
    },
    "es": {
        "issue": "Problema",
        "environment": "Entorno",
        "cause": "Causa",
        "resolution": "Solución",
        "workaround": "Solución provisional",
        "nearby": "Preguntas relacionadas",
        "otherwise": "Si esto no ayuda",
        "related": "Véase también",
        "alternative": "Otra solución",
        "answers_question": "Cuando la pregunta era:",
        "asked_as": "También se pregunta así:",
        "todo": "Por hacer",
        "sources": "Fuentes",
        "topic": "{title}, #{number}",
        "asker": "autor de la pregunta",
        "staff": "equipo",
        "member": "miembro",
        "answered_on": "Respuesta del {date}.",
        "agreeing": "{count} temas más parecen dar la misma solución: {threads}.",
        "agreeing_one": "Un tema más parece dar la misma solución: {threads}.",
        "older": "Respuesta anterior, del {date}; la solución de arriba es del {newer}: "
        "comprobar si sirve aún.",
        "newer": "Respuesta más nueva, del {date}; la solución de arriba es del {older}: "
        "comprobar cuál sirve.",
        "unconfirmed": "Sugerido en temas sin solución confirmada.",
        "no_resolution": "Ninguna respuesta lo ha resuelto aún: encontrar la solución o escalar.",
        "not_confirmed": "Nadie que preguntó lo ha confirmado: comprobar que funciona.",
        "pointer": "La respuesta solo remite a otro lugar: leer la página y anotar los pasos.",
        "picture": "La respuesta es una imagen: describir lo que muestra ({where}).",
        "listing": "El mensaje contiene un listado de {lines} líneas: citar la parte útil ({where}).",
        "rewrite": "La respuesta está contada o es una pregunta: ponerla en pasos.",
        "check_hints": "Comprobar estas sugerencias antes de publicar.",
        "describe": "La pregunta solo muestra código o una imagen: describir el problema ({where}).",
    },
}


def phrase(language: str | None, name: str, **values: object) -> str:
    """Give one of the draft's own phrases in the forum's language, or in English where there is none.

    >>> phrase("fr", "resolution")
    'Résolution'
    """
    words = _PHRASES.get((language or "en")[:2].lower(), _PHRASES["en"])
    return words[name].format(**values)


def day(date: datetime | None) -> str:
    """Write a date as every language reads it: ``2026-11-22``; "?" where there is none."""
    return date.date().isoformat() if date else "?"
