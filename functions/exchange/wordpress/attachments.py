"""The pictures and files of the old site, which stay where they are."""

from dataclasses import dataclass

from exchange.allowed import is_web_address
from exchange.html import text_of
from exchange.wordpress.items import WxrItem, whole_number


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file of the old site; `url` is where it lies there, `parent` the item it was added to."""

    id: str
    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    parent: str = ""
    link: str = ""
    order: int = 0


def attachment_from(item: WxrItem) -> Attachment:
    url = item.attachment_url or item.guid
    return Attachment(
        id=item.id,
        url=url if is_web_address(url) else "",
        title=text_of(item.title),
        alt=text_of(item.meta_value("_wp_attachment_image_alt")),
        caption=text_of(item.excerpt),
        parent=item.parent,
        link=item.link if is_web_address(item.link) else "",
        order=whole_number(item.menu_order),
    )
