"""Rules 5 to 14, slowly: what comes and goes on the two accounts, and what it means."""

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from services.schedule.planning.norms import NormBook
from tests.schedule.planning.oracle.benefit import SlowBenefit
from tests.schedule.planning.oracle.calendar import (
    after,
    before,
    day,
    days,
    length,
    month,
    months,
    newest,
    numbered,
    rounded,
    shifted,
)


class Move(NamedTuple):
    """One entry: day, account, kind, cents."""

    on: date
    account: str
    kind: str
    amount: int


class Due(NamedTuple):
    """One cost-month: its place in the order of payment, due day, month (empty: a part month), and who pays it."""

    rank: int
    due: date
    text: str
    kind: str
    amount: int
    executed: date
    route: str
    why: str | None


class SlowPlan(SlowBenefit):
    """The plan of one case file; `figures()` gives what a worked case expects."""

    def __init__(self, case: dict[str, Any], norms: NormBook) -> None:
        super().__init__(case, norms)
        self.settles = after(self.ends + days(1))
        self.withholds = case["method"] == "inhouding"
        self.moves: list[Move] = []
        self.shortfalls: list[tuple[date, str, str | None, int, str]] = []
        self.client_costs: list[tuple[date, str, str, int, str]] = []
        self.unused = self.still_late = self.settlement = 0
        self._run()

    def toeslagen(self) -> list[Move]:
        """Rule 6."""
        found = []
        for one in self.case["toeslagen"]:
            entitled, decided = min(a["from"] for a in one["amounts"]), day(one["decisionOn"])
            regular = after(numbered(month(decided), 20))
            first = regular if decided <= regular else after(decided + days(7))
            first = max(first, after(numbered(shifted(entitled, -1), 20)))
            paydays = [after(numbered(text, 20)) for text in months(month(first), month(self.settles))]
            upto = max(shifted(month(decided), 1), entitled)
            batches = [(first, months(entitled, upto))]
            for on in (on for on in paydays if on > first):
                upto = shifted(upto, 1)
                batches.append((on, [upto]))
            for on, carried in batches:
                amount = sum(newest(one["amounts"], text)["amount"] for text in carried)
                if on <= self.settles and amount:
                    found.append(Move(on, self._account(one["paidTo"], on), one["kind"], amount))
        return found

    def _account(self, routes: list[dict[str, Any]], on: date) -> str:
        dated = [one | {"from": one["from"] or ""} for one in routes]
        return str(newest(dated, on.isoformat())["account"])

    def costs(self) -> list[Due]:
        """Rule 7."""
        found = []
        for cost in self.case["fixedCosts"]:
            until = {one["month"]: day(one["until"]) for one in cost["deferrals"]}
            last = max([month(self.ends), *until])
            for text in months(cost["firstMonth"], last):
                original = numbered(text, cost["dueDay"])
                amount = newest(cost["amounts"], text)["amount"]
                found.append(self._due(cost, until.get(text, original), text, text, amount))
            if cost["first"]:
                due = day(cost["first"]["dueOn"])
                found.append(self._due(cost, due, "", month(due), cost["first"]["amount"]))
        return [one for one in found if one.due <= self.ends]

    def _due(self, cost: dict[str, Any], due: date, text: str, originally: str, amount: int) -> Due:
        why = None
        from_then_on = cost["handedBackFrom"] and originally >= cost["handedBackFrom"]
        in_between = any(one["from"] <= originally < one["until"] for one in cost.get("interludes", []))
        if cost["route"] == "never":
            why = "never"
        elif from_then_on or in_between:
            why = "handed_back"
        rank = self.case["costOrder"].index(cost["kind"])
        executed = max(before(due), after(self.starts))
        return Due(rank, due, text, cost["kind"], amount, executed, cost["route"], why)

    def nominal_days(self) -> list[tuple[date, dict[str, Any]]]:
        """Rule 8: every day of the relief is looked at."""
        periods = self.case["leefgeld"].get("periods", [])
        found, on = [], self.starts
        while on <= self.ends:
            begun = [one for one in periods if day(one["from"]) <= on]
            if begun:
                period = max(begun, key=lambda one: str(one["from"]))
                due = numbered(month(on), period["day"]) if period["rhythm"] == "monthly" else None
                if on == due or (due is None and on.isoweekday() == period["day"]):
                    found.append((on, period))
            on += days(1)
        return found

    def leefgeld(self) -> tuple[list[tuple[date, Move]], Move | None]:
        """(nominal day, entry) of each payment, and the advance."""
        earliest, nominal = after(self.starts + days(2)), self.nominal_days()
        paid = [(on, Move(max(before(on), earliest), "client", "leefgeld", period["amount"])) for on, period in nominal]
        if not paid or nominal[0][1]["rhythm"] != "monthly" or paid[0][1].on <= earliest:
            return paid, None
        amount = nominal[0][1]["amount"]
        share = rounded(Fraction(amount * (nominal[0][0] - self.starts).days, length(month(self.starts))))
        return paid, Move(earliest, "client", "leefgeld_advance", min(share, amount))

    def _run(self) -> None:
        self.living_money: list[tuple[date, int]] = []
        toeslagen = self.toeslagen()
        self.moves += toeslagen
        arrived = [(after(day(one["on"]) if one.get("on") else self.starts), one) for one in self._money_bridging()]
        arrived = [(on, one) for on, one in arrived if on <= self.ends]
        self.moves += [Move(on, one.get("to", "budget"), one["kind"], one["amount"]) for on, one in arrived]
        for flow in self.case["otherFlows"]:
            if day(flow["on"]) <= self.settles:
                self.moves.append(Move(day(flow["on"]), flow["account"], flow["kind"], flow["amount"]))
        held = self._repay(arrived, toeslagen)
        if self.withholds:
            self._withhold([(on, one["amount"]) for on, one in arrived if one.get("to", "budget") == "budget"], held)
        else:
            self._manage()
        self.living_money += [
            (one.on, one.amount) for one in self.moves if one.account == "client" and one.kind in self._plain_kinds()
        ]

    def _plain_kinds(self) -> set[str]:
        """Kinds of entry that count in the window of their own day."""
        special = {"settlement"} if self.withholds else {"settlement", "leefgeld", "leefgeld_advance", "handed_back"}
        return {one.kind for one in self.moves} - special

    def _money_bridging(self) -> list[dict[str, Any]]:
        return [one for one in self.case["bridging"] if one["kind"] != "minstand"]

    def _repay(self, arrived: list[tuple[date, dict[str, Any]]], toeslagen: list[Move]) -> list[int]:
        """Rule 11: what goes back; what each payout still holds after it."""
        owed = [[on, one, one["amount"]] for kind in ("advance", "loan") for on, one in arrived if one["kind"] == kind]
        debts = [[one, one["open"]] for one in self.case["debts"]]
        held = []
        for number, (on, carried) in enumerate(self.payouts(), start=1):
            left = self.payout_amount(on, carried)
            self.moves.append(Move(on, "budget", "benefit", left))
            for item in owed:
                amount = min(self._instalment(item[1], number, item[2]) if on > item[0] else 0, item[2], left)
                kind = "loan_repayment" if item[1]["kind"] == "loan" else "advance_setoff"
                self.moves.append(Move(on, "budget", kind, -amount))
                item[2], left = item[2] - amount, left - amount
            for debt in debts:
                amount = min(debt[0]["instalment"] if on >= day(debt[0]["from"]) else 0, debt[1], left)
                self.moves.append(Move(on, "budget", debt[0]["kind"], -amount))
                debt[1], left = debt[1] - amount, left - amount
            held.append(left)
        for item in owed:
            if toeslagen and item[1].get("repay", {}).get("mode") == "on_first_toeslagen":
                first = min(one.on for one in toeslagen)
                account = min(one.account for one in toeslagen if one.on == first)
                self.moves.append(Move(max(first, item[0]), account, "loan_repayment", -item[2]))
                item[2] = 0
        self.open_loans, self.open_debts = sum(item[2] for item in owed), sum(debt[1] for debt in debts)
        return held

    def _instalment(self, one: dict[str, Any], number: int, still_open: int) -> int:
        if one["kind"] == "advance":
            return still_open
        repay = one["repay"]
        if repay["mode"] != "instalments" or number < repay["fromPayout"]:
            return 0
        last = repay["fromPayout"] + repay["count"] - 1
        return still_open if number >= last else rounded(Fraction(one["amount"], repay["count"]))

    def _to_client(self, on: date, kind: str, amount: int) -> None:
        self.moves += [Move(on, "client", kind, amount), Move(on, "budget", kind, -amount)]

    def _manage(self) -> None:
        """Rule 9."""
        paid, advance = self.leefgeld()
        for nominal, move in paid:
            self._to_client(move.on, "leefgeld", move.amount)
            self.living_money.append((nominal, move.amount))
        if advance:
            self._to_client(advance.on, "leefgeld_advance", advance.amount)
            self.living_money.append((self.starts, advance.amount))
        for cost in self.costs():
            if cost.why is None:
                self.moves.append(Move(cost.executed, "budget", cost.kind, -cost.amount))
                continue
            self.client_costs.append((cost.due, cost.kind, cost.text, cost.amount, cost.why))
            if cost.why == "handed_back":
                self._to_client(cost.executed, "handed_back", cost.amount)
                self.living_money.append((cost.due, cost.amount))
        left = self.balance(None)
        record = -sum(one["cap"] for one in self.case["bridging"] if one["kind"] == "minstand")
        for on in sorted({one.on for one in self.moves}):
            if self.balance(on) < record:
                self.shortfalls.append((on, "below_minstand_cap", None, record - self.balance(on), ""))
                record = self.balance(on)
        if left < 0:
            self.shortfalls.append((self.settles, "not_recovered_at_end", None, -left, ""))
        else:
            self.settlement = left
            self._to_client(self.settles, "settlement", left)

    def balance(self, on: date | None) -> int:
        return sum(one.amount for one in self.moves if one.account == "budget" and (on is None or one.on <= on))

    def _withhold(self, pot: list[tuple[date, int]], held: list[int]) -> None:
        """Rule 10."""
        used, late = 0, list[Due]()

        def holds(on: date) -> int:
            return sum(amount for arrived, amount in pot if arrived <= on) - used

        costs = self.costs()
        self.client_costs += [(c.due, c.kind, c.text, c.amount, c.why) for c in costs if c.why]
        costs = [cost for cost in costs if cost.why is None]
        paydays = [on for on, _ in self.payouts()]
        early = [cost for cost in costs if not paydays or cost.due <= paydays[0]]
        for cost in sorted(early, key=lambda c: (c.executed, c.rank, c.due, c.text)):
            if holds(cost.executed) >= cost.amount:
                used += cost.amount
                self.moves.append(Move(cost.executed, "budget", cost.kind, -cost.amount))
            else:
                late.append(cost)
                self.shortfalls.append((cost.executed, "late", cost.kind, cost.amount, cost.text))
        for on, until, available in zip(paydays, [*paydays[1:], self.ends], held, strict=False):
            paid, waiting, in_pot = 0, late, holds(on)
            late = []
            carried = [cost for cost in costs if on < cost.due <= until]
            for cost in sorted(waiting) + sorted(carried):
                fits_above = 0 if cost in waiting or cost.route == "always" else self.case["leefgeld"]["floor"]
                if available - paid - cost.amount + in_pot >= fits_above:
                    paid += cost.amount
                    self.moves.append(Move(max(cost.executed, on), "budget", cost.kind, -cost.amount))
                elif cost in waiting:
                    late.append(cost)
                elif cost.route == "always":
                    late.append(cost)
                    self.shortfalls.append((max(cost.executed, on), "late", cost.kind, cost.amount, cost.text))
                else:
                    self.client_costs.append((cost.due, cost.kind, cost.text, cost.amount, "did_not_fit"))
            rest = available - paid
            top_up = max(0, min(in_pot, self.case["leefgeld"]["floor"] - rest))
            used += top_up
            self._to_client(on, "leefgeld", rest + top_up)
        self.unused, self.still_late = sum(amount for _, amount in pot) - used, sum(cost.amount for cost in late)

    def windows(self) -> list[tuple[date, date, int | None]]:
        """Rule 14: (from, to, what must be left or None where that is not tested)."""
        wanted = self.case["leefgeld"]["floor"]
        if self.withholds:
            paydays = [on for on, _ in self.payouts()]
            ends = [*(on - days(1) for on in paydays[1:]), self.ends]
            tested = [on != paydays[-1] or (end - on).days >= 27 for on, end in zip(paydays, ends, strict=False)]
            return [(on, end, wanted if test else None) for on, end, test in zip(paydays, ends, tested, strict=False)]
        found = list[tuple[date, date, int | None]]()
        for text in months(month(self.starts), month(self.ends)):
            begin, end = max(numbered(text, 1), self.starts), min(numbered(text, 31), self.ends)
            rhythms = [period["rhythm"] for on, period in self.nominal_days() if month(on) == text]
            must = Fraction(wanted * ((end - begin).days + 1), length(text))
            if rhythms and set(rhythms) == {"weekly"}:
                must = Fraction(wanted * 12 * len(rhythms), 52)
            whole = numbered(text, 1) == begin and numbered(text, 31) == end
            found.append((begin, end, rounded(must) if whole or text != month(self.ends) else None))
        return found

    def left_to_live_on(self) -> list[dict[str, Any]]:
        found = []
        for begin, end, must in self.windows():
            received = sum(amount for on, amount in self.living_money if begin <= on <= end and amount > 0)
            own = sum(-amount for on, amount in self.living_money if begin <= on <= end and amount < 0)
            own += sum(amount for due, _, _, amount, _ in self.client_costs if begin <= due <= end)
            if must is not None and received - own < must:
                self.shortfalls.append((begin, "cannot_live_on", None, must - received + own, ""))
            line = {"from": f"{begin}", "to": f"{end}", "received": received, "ownCosts": own, "rest": received - own}
            found.append(line)
        return found

    def figures(self) -> dict[str, Any]:
        """What a worked case expects, but the sustainable leefgeld; entries as sorted (day, account, kind, cents)."""
        living = self.left_to_live_on()
        moves = [one for one in self.moves if one.amount]
        first_money = min((one.on for one in moves if one.account == "client" and one.amount > 0), default=None)
        paid = [(on, one, self.deducted(one, on)) for on, carried in self.payouts() for one in carried]
        return {
            "payouts": [
                {"on": f"{on}", "months": carried, "payable": self.payout_amount(on, carried)}
                for on, carried in self.payouts()
            ],
            "benefitMonths": [self._benefit_month(on, one, cut) for on, one, cut in paid],
            "entries": sorted([f"{one.on}", one.account, one.kind, one.amount] for one in moves),
            "monthEnds": [
                {"month": text, "balance": self.balance(numbered(text, 31))}
                for text in months(month(self.left), month(self.settles))
            ],
            "gaps": self._gaps(),
            "coaDebt": self._coa_debt(),
            "paidTwice": 0 if self.restoring() else sum(cut for _, _, cut in paid),
            "shortfalls": [
                {"on": f"{on}", "kind": kind, "cost": cost, "amount": amount}
                for on, kind, cost, amount, _ in sorted(
                    self.shortfalls, key=lambda one: (one[0], one[1], one[2] or "", one[4])
                )
            ],
            "leftWithClient": [
                {"due": f"{due}", "cost": kind, "amount": amount, "why": why}
                for due, kind, _, amount, why in sorted(self.client_costs)
            ],
            "leftToLiveOn": living,
            "firstMoneyOn": f"{first_money}" if first_money else None,
            "daysWithoutMoney": (first_money - self.left).days if first_money else None,
            "reliefEndsOn": f"{self.ends}",
            "closing": {
                "budget": self.balance(None),
                "settlement": self.settlement,
                "unusedBridging": self.unused,
                "stillLate": self.still_late,
                "openLoans": self.open_loans,
                "openDebts": self.open_debts,
            },
        }

    def _benefit_month(self, on: date, one: str, cut: int) -> dict[str, Any]:
        return {
            "month": one,
            "days": self.right_days(one),
            "gross": self.gross(one),
            "coaDeducted": cut,
            "holidayAllowance": self.kept_back(one, cut),
            "payable": self.payable(one, cut),
            "paidOn": f"{on}",
        }

    def _coa_debt(self) -> dict[str, int]:
        until = self.processed or self.ends + days(1)
        count = 0 if self.received and self.received <= self.left else (until - self.left).days
        return {"days": count, "amount": count * self.case["coa"]["dailyAmount"]}

    def _gaps(self) -> list[dict[str, Any]]:
        """Every calendar day is looked at."""
        found, on = list[dict[str, Any]](), min([self.left, *(one.on for one in self.moves)])
        below = False
        for number in range((max([self.settles, *(one.on for one in self.moves)]) - on).days + 1):
            today = on + days(number)
            balance = self.balance(today)
            if balance < 0 and not below:
                found.append({"from": f"{today}", "to": None, "deepest": balance, "deepestOn": f"{today}"})
            elif balance < 0 and balance < found[-1]["deepest"]:
                found[-1] |= {"deepest": balance, "deepestOn": f"{today}"}
            elif balance >= 0 and below:
                found[-1]["to"] = f"{today}"
            below = balance < 0
        return found
