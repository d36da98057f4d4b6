"""First names and the short forms that news uses for them."""

from __future__ import annotations

_FORMS = (
    "william bill billy will", "robert bob bobby rob", "richard dick rick rich", "james jim jimmy jamie",
    "john jack johnny", "edward ed ted eddie", "charles charlie chuck", "thomas tom tommy", "michael mike mick",
    "joseph joe joey", "elizabeth liz beth betty lizzie eliza", "margaret maggie peggy meg",
    "catherine cathy kate katie",
    "katherine kathy kate katie", "katharine kate", "anthony tony", "andrew andy drew", "alexander alex sandy",
    "alexandra alex sandra", "benjamin ben", "christopher chris", "christine chris", "daniel dan danny", "david dave",
    "gregory greg", "gerald gerry jerry", "henry harry hank", "harold harry hal", "jennifer jen jenny", "kenneth ken",
    "lawrence larry", "leonard leo len", "matthew matt", "nicholas nick", "patrick pat", "patricia pat patty tricia",
    "peter pete", "philip phil", "rebecca becky", "ronald ron", "samuel sam", "samantha sam", "stephen steve",
    "steven steve", "susan sue", "theodore ted", "timothy tim", "victoria vicky", "walter walt", "francis frank",
    "frederick fred freddie", "abigail abby", "deborah debbie", "dorothy dot", "eugene gene", "raymond ray",
    "donald don", "douglas doug", "jonathan jon", "joshua josh", "zachary zach", "vladimir volodya", "barack barry",
    "antonio toni", "giuseppe beppe", "jose pepe", "francisco paco", "johannes hans", "friedrich fritz",
    "heinrich heinz",
)  # fmt: skip
"""Each line a name and its short forms. From common usage."""
_LINES: dict[str, set[int]] = {}
for _number, _line in enumerate(_FORMS):
    for _form in _line.split():
        _LINES.setdefault(_form, set()).add(_number)


def same_first_name(first: str, second: str) -> bool:
    """Whether two first names, in lower case, are equal or forms of one."""
    return first == second or bool(_LINES.get(first, set()) & _LINES.get(second, set()))
