"""Files that can be counted by hand, dropping them, and what the bot says to them."""

from dataclasses import dataclass

from bot.demo.shared_files import Given
from bot.demo.workspace import Message
from tests.house import House


def _tenfold(head: str, rows: str) -> str:
    """Each row ten times, for customers A0 to A9 where it says A."""
    found = [(row[0], row[1:]) for row in rows.split()]
    return head + "".join(f"{who}{n}{rest}\n" for who, rest in found for n in range(10))


# Forty customers ordered in November 2025; of them A, B and D again in December, and E came.
DUTCH = _tenfold(
    "Klantnummer;Besteldatum;Bedrag;Plan\n",
    "A;03-11-2025;12,50;Curaçao B;14-11-2025;8,00;Curaçao C;15-11-2025;1.200,75;België "
    "D;30-11-2025;10,00;België A;02-12-2025;12,50;Curaçao B;20-12-2025;8,25;Curaçao "
    "D;24-12-2025;10,00;België E;31-12-2025;5,00;België",
).encode("cp1252")
ENGLISH = _tenfold(
    "customer_id,order_date,amount,plan\n",
    'A,2025-11-03,12.50,Basic B,2025-11-14,8.00,Basic C,2025-11-15,"1,200.75",Pro '
    "D,2025-11-30,10.00,Pro A,2025-12-02,12.50,Basic B,2025-12-20,8.25,Basic "
    "D,2025-12-24,10.00,Pro E,2025-12-31,5.00,Pro",
).encode()
# Of thirty subscriptions that ran on 1 November 2025 ten had ended by its last day.
SUBSCRIPTIONS = _tenfold(
    "customer,start date,end date,mrr\n",
    "A,2025-01-01,,20 B,2025-03-01,2025-11-20,20 C,2025-06-15,,30 D,2025-12-01,,30",
).encode()
CUSTOMERS = _tenfold("klant;land\n", "A;NL B;NL C;BE D;BE E;BE").encode()


RETENTION = "*Retention 75% · December 2025*"  # of the orders


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of a dropped file, in the direct messages of who dropped it."""

    one: House
    ts: str
    user: str

    @property
    def channel(self) -> str:
        return self.one.slack.workspace.dm(self.user).id

    def said(self) -> list[Message]:
        """What the bot said there."""
        return [
            each for each in self.one.said(self.channel, self.user) if each.thread_ts == self.ts
        ]

    async def says(self, count: int = 1) -> list[Message]:
        """Waits until it has said so many things."""
        await self.one.slack.wait_for(lambda: len(self.said()) >= count, seconds=30)
        return self.said()

    async def ask(self, text: str) -> Message:
        """The next thing that it says."""
        count = len(self.said())
        await self.one.slack.direct_message(text, user=self.user, thread_ts=self.ts)
        return (await self.says(count + 1))[count]

    async def press(self, message: Message, action: str) -> Message:
        """Likewise."""
        count = len(self.said())
        await self.one.slack.press(message, action, user=self.user)
        return (await self.says(count + 1))[count]


async def drop(one: House, *files: Given, text: str = "", user: str = "U_ANN") -> Thread:
    """Drops them, in one message; nothing has been said to it yet."""
    delivery = await one.slack.direct_message(text, user=user, files=files)
    assert delivery.status == 200
    assert delivery.message is not None
    return Thread(one, delivery.message.ts, user)
