"""How the furniture of news pages is worded: what stands between the paragraphs of a story and is no part of it.

"Also read", sign-ups, share bars, cookie notices, credits, rows of sections, in the languages of the news where the
words are unmistakable. Knows one line at a time, and not where it stands. A sentence of the story must never be taken
for furniture, so that a doubtful line is none. Of `tests/golden/boilerplate.jsonl`, 148 of 149 lines of furniture are
marked and none of 130 sentences that sound like it; of 6,278 encyclopedia and news texts (bbc-news-2225, squad1,
nq-oracle), taken sentence by sentence, none.

Phrases are looked up, not tried one by one: 40 MB of news a second of processor time (multihop-rag), against 86 with a
fifth of the wordings before.
"""

from __future__ import annotations

import re


def _phrases(*lists: str) -> frozenset[str]:
    return frozenset(phrase for phrases in lists for phrase in phrases.split(","))


# Each is a whole line. Collected from the seed articles and from the usual furniture of news pages. A line must open
# with the phrase. A phrase that a sentence could open with as well must be all of the line, or be followed by a mark
# that no sentence has there, or by words that only furniture has ("newsletter").
_LEADS = _phrases(
    "also read,also-read,must read,must-read,read also,read more,read-more,read next,read this next,read the full story"
    ",read the full article,read the full story here,read the full article here,recommended reading,recommended stories"
    ",recommended for you,more on this,more on this story,more on this topic,advertisement,advertisements"
    ",sponsored content,related article,related articles,related story,related stories,related news"
    ",related posts,related topics,related pages,related content,related coverage,see also,see more,you may also like"
    ",you might also like,you may be interested in,you might be interested in,editor's picks,editors' picks,most read"
    ",most popular,all rights reserved,photo credit"
    ",photo credits,image credit,image credits,picture credit,feature image credit,video credit",
    "lee también,lee además,lea también,leer más,lea más,te puede interesar,también te puede interesar"
    ",le puede interesar,puede interesarle,noticias relacionadas,síguenos en,síguenos",
    "lire aussi,à lire aussi,a lire aussi,à lire également,lire la suite,lire également,voir aussi,à voir aussi"
    ",suivez-nous,crédit photo,crédits photo",
    "lesen sie auch,lesen sie hier mehr,lesen sie mehr,lies auch,mehr zum thema,auch interessant,passend dazu"
    ",das könnte sie auch interessieren,folgen sie uns,bildquelle",
    "leggi anche,leggi tutto,ti potrebbe interessare,potrebbe interessarti,potrebbe interessarti anche,seguici su",
    "leia também,leia mais,leia ainda,veja também,veja mais,siga-nos,crédito da foto",
    "lees ook,lees verder,lees meer,bekijk ook,volg ons",
    "читайте также,читать также,читать далее,читайте нас в,смотрите также,материалы по теме",
    "читайте також,читати далі,дивіться також",
    "czytaj także,czytaj też,czytaj również,czytaj więcej,zobacz także,zobacz też,zobacz również,przeczytaj także"
    ",przeczytaj też",
    "ayrıca okuyun,devamını oku,ilgili haberler,ilgili haber,bizi takip edin",
    "оқи отырыңыз,тағы оқыңыз,тағы да оқыңыз,сондай-ақ оқыңыз",
    "اقرأ أيضا,اقرأ أيضًا,اقرأ أيضاً,إقرأ أيضا,شاهد أيضا,مواضيع ذات صلة",
    "相关阅读,延伸阅读,推荐阅读,责任编辑,責任編輯,関連記事,あわせて読みたい,관련기사,관련 기사",
    "läs också,läs även,läs mer,les også,les mer,læs også,læs mere,lue myös,lue lisää",
    "čtěte také,čtěte též,přečtěte si také,olvassa el ezt is,citește și,citeşte şi,διαβάστε επίσης,baca juga"
    ",xem thêm,đọc thêm",
)
"""What stands before the title of another page, a credit, or alone; a colon, bar or dash must follow, or nothing."""

_BEFORE_COLON = _phrases(
    "related,tags,watch,watch now,watch live,listen,listen now,filed under,photo courtesy,image courtesy,image source"
    ",featured image,foto,фото,fot.,bild,クレジット,写真,图片来源,사진,reading time,read time"
)
"""What is furniture only before a colon or bar."""

_ALONE = _phrases(
    "subscribe,subscribe now,subscribe today,sign up,sign up now,sign in,log in,register now,join now,share"
    ",share this,share this article,share this story,share this post,share this page,follow us,print this article"
    ",copy link,email this article,skip ad,skip advertisement,skip to content,skip to main content,jump to content"
    ",back to top,contact us,about us,privacy policy,terms of use,terms of service,terms and conditions,cookie policy"
    ",accept cookies,accept all cookies,manage cookies,manage preferences,cookie settings,leave a comment"
    ",view comments,show comments,hide comments,post a comment,join the conversation,click here,top stories"
    ",trending now,up next,next article,next story,previous article,previous story,continue reading"
    ",continue reading below,story continues below,story continues below advertisement,article continues below"
    ",article continues after advertisement,advertisement article continues below this ad,content continues below"
    ",listen to this article,listen to article,listen to this story,get the app,download the app,download our app"
    ",support independent journalism,support our journalism,become a member,become a subscriber,donate now"
    ",donate today,more stories,more news,more articles,more like this,more stories like this,about the author"
    ",report a typo,was this article helpful,was this helpful,this article is for subscribers only",
    "publicidad,compartir,comparte esta noticia,todos los derechos reservados,suscríbase",
    "publicité,partager,partager cet article,tous droits réservés",
    "anzeige,werbung,artikel teilen,alle rechte vorbehalten,newsletter abonnieren,weiterlesen",
    "pubblicità,condividi,riproduzione riservata,tutti i diritti riservati",
    "publicidade,compartilhe,compartilhar,partilhar,todos os direitos reservados,continua após a publicidade",
    "advertentie,deel dit artikel,alle rechten voorbehouden",
    "реклама,поделиться,все права защищены,поділитися,усі права захищені",
    "reklama,udostępnij,wszelkie prawa zastrzeżone,reklam,paylaş,abone ol,tüm hakları saklıdır,жарнама,бөлісу",
    "إعلان,جميع الحقوق محفوظة,版权所有,広告,無断転載禁止,무단 전재 및 재배포 금지,annons,annonse,annonce,mainos",
)
"""What is furniture only as all of a line."""

_MARKS = r"[ \t>*_(\[-]{0,9}"
_FIRST_WORD = re.compile(_MARKS + r"(?P<word>\w+)")
_FIRST_WORDS = frozenset(
    first["word"] for phrase in _LEADS | _BEFORE_COLON | _ALONE if (first := _FIRST_WORD.match(phrase))
)
_PHRASE = re.compile(
    _MARKS
    + r"(?P<phrase>[^:：|!…»›→>*_()\[\]\n]{2,60}?)(?:\s*(?P<mark>[:：|])|\s*(?P<dash>[–—-])\s|(?:\]\([^\s()]{1,300}\))?[\s.!?…»›→>*_()\]]*$)"
)
_WORDS = {
    "<posted>": r"(?:newsletters?|e-?mails?|inbox|alerts?|notifications|briefings?|digest|channel|podcast|daily|updates)\b",
    "<network>": r"(?:social media|facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|tiktok|threads|google"
    r"|reddit|bluesky)\b",
    "<name>": r"(?-i:[A-Z])[\w.'’-]*(?: (?-i:[A-Z])[\w.'’-]*){0,4}",
    "<end>": r"[\s.!?…»›→>*_)\]]*$",
    "<commission>": r"(?:earn|receive) an? (?:affiliate |small )?commission",
    "<author>": r"(?:writer|reporter|correspondent|editor|columnist)",
    "<store>": r"[^.,]{0,40}\b(?:app|play) store\b[^.,]{0,30}",
    "<after>": r"(?:\s*[/|(,]|, ?(?-i:[A-Z])| (?:for|via)\b)",
    "<article>": r"(?:article|story|post|report)",
}
_OPENINGS = (
    # Rights.
    r"all rights reserved\.|copyright\s*(?:©|\(c\)|\d{4}\b(?! (?-i:[a-z])))|©\s*(?:\d{4}|(?-i:[A-Z]))|this material may not be published",
    # Sign-ups.
    r"(?:sign up|subscribe) (?:here )?(?:for|to|now)\b.{0,100}\b<posted>|(?:join|get) our (?:newsletter|whatsapp|telegram)",
    r"(?:get|receive|sign up|subscribe|stay|want|join|start) .{0,160}\b(?:in|to) your inbox\b",
    r"stay .{2,60} with our free (?:\w+ ){0,4}newsletter|(?:please )?enter (?:your|a valid) e-?mail",
    r"thank you for (?:signing up|subscribing)<end>|already (?:a (?:subscriber|member)|subscribed|have an account)\?",
    r"subscribe to (?:continue|keep) reading|create a free account<end>",
    r"abonnez-vous à (?:notre|nos) |inscrivez-vous à (?:notre|la) newsletter|suscríbe(?:te|se) a (?:nuestr|la newsletter)",
    r"iscriviti alla (?:nostra )?newsletter|inscreva-se n[oa] (?:noss|newsletter)|zapisz się (?:na|do) newsletter",
    r"schrijf je in voor (?:onze|de) nieuwsbrief|подпи(?:сывайтесь|шитесь) на наш|підпи(?:суйтесь|суйтеся|шіться) на наш",
    # Networks.
    r"follow us on <network>|follow (?:him|her|them|me|<name>) on <network>(?:[:,]? @\w{1,30})?<end>",
    r"(?:share|tweet|post|pin) (?:this )?on <network>",
    r"(?:<network>(?:[ |,•·]{1,4}|$)(?:(?:share|e-?mail)[ |,•·]{1,4})?){2,8}(?:(?:share|e-?mail|print|copy link)[ |,•·]{0,4}){0,4}<end>",
    r"síguenos en <network>|suivez-nous sur <network>|folgen sie uns (?:auf|bei) <network>|seguici su <network>",
    r"siga-nos n[oa] <network>|volg ons op <network>|obserwuj nas (?:na|w) ",
    # Notices.
    r"this (?:site|website) uses cookies\b|this site is protected by recaptcha",
    r"we use cookies(?: (?:and|on|for) |\.|<end>| to (?:improve|personali[sz]e|ensure|give|provide|analy[sz]e|offer|enhance|deliver) )",
    r"by (?:continuing|using|clicking|signing up|subscribing)[^.]{0,80}?,? you (?:agree|consent) (?:to|that)\b",
    r"this <article> (?:may )?(?:contains?|includes?) affil?iate|(?:we|and) (?:may|might) <commission>",
    r"if you (?:buy|purchase|click|make)\b.{0,160}\bwe (?:may|might) <commission>",
    r"this <article> (?:was|has been) (?:amended|corrected|updated) (?:on|to (?:correct|clarify|reflect)|after publication)\b",
    r"\(?this <article> has been updated (?:to|with)\b|this <article> (?:was )?(?:originally|first) (?:appeared|published) (?:on|in|by)\b",
    # Other pages.
    r"(?-i:The post [\"“‘']?[^\Wa-z_]).{0,300} appeared first on .{1,100}$",
    r"(?-i:MORE|RELATED|LIVE BLOG):|(?:like what you['’]re reading\? )?click here (?:to|for)\b",
    r"home\s{0,3}[>›»/]\s{0,3}(?-i:[A-Z])[^.!?]{0,100}$",
    r"read more (?:about|on|from|at|in|here)\b[^.!?,]{0,80}$|more from <name>[\s:>›→]*$",
    # Money and apps.
    r"support (?:independent|our|quality|local) journalism(?: today| now| by (?:donating|becoming|subscribing)| from (?:just|as little))",
    r"become a (?:member|subscriber|supporter) (?:today|now)<end>|available on (?:the )?(?:app store|google play)",
    r"(?:download|get) (?:our|the) (?:[\w'’]{1,20} ){0,4}apps?\b(?: (?:now|today|here|for free)<end>|<store><end>)",
    # Pictures.
    r"(?:photo|image|picture|video|graphic)(?: credit| courtesy)?\s*:(?!\s*(?-i:[a-z])\w* \w)",
    r"(?:image |photo |picture )?credit: <name>(?:\s?[/|,]\s?<name>){0,3}<end>",
    r"(?:photograph|getty images|afp photo|ap photo)\s*[:/]|image source, <name><end>|(?-i:REUTERS)\s?/\s?<name><end>",
    r"(?:photo|image|picture|illustration|graphic|video)s? (?:by|courtesy of) <name>(?:<end>|<after>[^.!?$]{0,80}<end>)",
    # Length, age, comments, authors.
    r"(?:published|updated|posted) (?:\d{1,2}|an?|one|two) (?:min(?:ute)?|hour|day|week|month)s? ago<end>",
    r"(?:have|got) a (?:news )?(?:tip|story)\?",
    r"\d{1,3}[ -]min(?:ute)?s?[ -]read<end>|\d{1,6} comments?<end>|comments? ?\(\d{1,6}\)<end>",
    r"(?:listen to this (?:article|story)|(?:estimated )?read(?:ing)? time)[ (:]{1,3}\d{1,3}(?:[:.]\d\d)? ?(?:min(?:ute)?s?)?<end>",
)
_NAME_FIRST = (
    r"(?:<name>\s?(?:/|\||via)\s?){0,3}getty(?: images)?(?:/\w{1,20})?<end>",
    r"<name> is an? (?:\w+ ){0,4}<author>\b.{0,140}\b(?:follow|contact|e-?mail) (?:him|her|them|me)\b",
)
_SIGNS_OF_NAME_FIRST = ("etty", "GETTY", "ollow ", "ontact ", "mail ")
"""What a line that opens with a name has, if it is furniture: half of all lines open with a name."""


def _filled(pattern: str) -> str:
    for word, meaning in _WORDS.items():
        pattern = pattern.replace(word, meaning)
    return pattern


_LINE = re.compile(f"{_MARKS}(?:{'|'.join(map(_filled, _OPENINGS))})", re.IGNORECASE)
_NAMED_LINE = re.compile(f"{_MARKS}(?:{'|'.join(map(_filled, _NAME_FIRST))})", re.IGNORECASE)
_CREDIT = re.compile(
    rf"{_MARKS}(?:additional |extra )?(?:reporting|writing|editing|edited|compiled|translated|production|fact-checking"
    r"|with (?:reporting|assistance|files|contributions)|— with assistance)(?: and (?:writing|editing|compiled))? (?:by|from) ",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(
    r"(?i:and|in|by|for|from|of|the|at|with|additional|reporting|writing|editing|edited|compiled|translated|newsroom|desk"
    r"|bureau|team|staff|contributions?|&|/|van|von|de|da|der|del|bin|al-\S+)[.,;:)]*|[(]?[A-Z][^\s]*"
)
_CONTRIBUTED = re.compile(
    r"(?:(?:[A-Z][\w.'’-]*|and|for|in|of|the|from),? ){1,12}(?:also )?contributed (?:to this (?:report|story|article)|reporting)\.?$"
)
_NAVIGATION = re.compile(
    r"home|news|world|politics|business|sports?|opinion|culture|about(?: us)?|contact(?: us)?|privacy(?: policy)?|cookies?"
    r"|terms(?: of (?:use|service))?|advertise(?: with us)?|careers|subscribe|log ?in|sign ?in|newsletters?|tech(?:nology)?"
    r"|health|entertainment|video|weather|search|menu|science|lifestyle|e-?paper|faq|help|sitemap|imprint|impressum",
    re.IGNORECASE,
)
_ROW_SIGNS = "|·•›»>"
_ROW_MARK = re.compile(r"\s*[|·•›»>]\s*")
_FEWEST_ENTRIES = 3
"""A row of two may be a title and its section ("World | Politics")."""


def is_furniture(line: str) -> bool:
    """True for a line, taken by itself, that is no part of a story."""
    if _is_phrase(line) or _LINE.match(line) or _is_credit(line) or _is_navigation(line):
        return True
    return any(sign in line for sign in _SIGNS_OF_NAME_FIRST) and _NAMED_LINE.match(line) is not None


def _is_phrase(line: str) -> bool:
    """True for a phrase where it is furniture: alone, before a colon, before a dash."""
    first = _FIRST_WORD.match(line)
    if first is None or first["word"].casefold() not in _FIRST_WORDS:
        return False
    found = _PHRASE.match(line)
    if found is None:
        return False
    phrase = " ".join(found["phrase"].replace("’", "'").split()).casefold()
    if found["mark"]:
        return phrase in _LEADS or phrase in _BEFORE_COLON
    return phrase in _LEADS or (found["dash"] is None and phrase.rstrip(".") in _ALONE)


def _is_credit(line: str) -> bool:
    """True for "Reporting by A. Author in Oslo; editing by B. Writer": names and the words between them, no verb."""
    if _CREDIT.match(line):
        return all(map(_CREDIT_WORD.fullmatch, line.strip(" \t*_()[]-—.").split()))
    return "contributed" in line and _CONTRIBUTED.match(line) is not None


def _is_navigation(line: str) -> bool:
    """True for a row of the names of a site's sections ("Home | News | Sport | Contact us")."""
    parts = _ROW_MARK.split(line.strip()) if any(sign in line for sign in _ROW_SIGNS) else []
    return len(parts) >= _FEWEST_ENTRIES and all(map(_NAVIGATION.fullmatch, parts))
