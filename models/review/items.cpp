#include "models/review/items.h"

#include "models/review/reviewtext.h"

#include <algorithm>
#include <limits>
#include <map>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> bad(const QString& message)
{
    return failure("review.bad"_L1, message);
}

bool isAction(const ReviewItem& item)
{
    return item.kind == "action"_L1;
}

/// An item that may still be written.
Expected<Kept<ReviewItem>> standing(const Casework& casework, const Id& id)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    TRY(auto kept, casework.one<ReviewItem>(id));
    if (kept.value.isStruck) {
        return bad(ReviewText::tr("“%1” was struck from the review and is not changed any more.").arg(kept.value.text));
    }
    return kept;
}

qint64 dueOf(const Action& action)
{
    return action.item.value.due.value_or(std::numeric_limits<qint64>::max());
}
} // namespace

QStringList kindIds()
{
    return {u"cause"_s, u"factor"_s, u"helped"_s, u"hindered"_s, u"luck"_s, u"action"_s};
}

QString kindName(const QString& kind)
{
    const QStringList names{ReviewText::tr("Cause"),     ReviewText::tr("Contributing factor"),
                            ReviewText::tr("Went well"), ReviewText::tr("Went wrong"),
                            ReviewText::tr("Luck"),      ReviewText::tr("Action")};
    return names.value(kindIds().indexOf(kind), kind);
}

QString stateName(const QString& state)
{
    return state == "done"_L1   ? ReviewText::tr("done")
        : state == "dropped"_L1 ? ReviewText::tr("dropped")
                                : ReviewText::tr("open");
}

Expected<std::vector<Kept<ReviewItem>>> itemsOf(const Casework& casework, const Id& incident, bool withStruck)
{
    TRY([[maybe_unused]] const auto kept, casework.incident(incident));
    TRY(auto all, casework.all<ReviewItem>(incident));
    std::erase_if(all, [&](const Kept<ReviewItem>& one) { return one.value.isStruck && !withStruck; });
    std::ranges::stable_sort(all, {}, [](const Kept<ReviewItem>& one) { return one.value.createdAt; });
    return all;
}

Expected<void> checkItem(const Casework& casework, const ReviewItem& item)
{
    if (!kindIds().contains(item.kind)) {
        return bad(ReviewText::tr("A finding is one of %1, not “%2”.").arg(kindIds().join(", "_L1), item.kind));
    }
    if (item.text.trimmed().isEmpty()) {
        return bad(ReviewText::tr("Say in one sentence what was found, or what is to be done."));
    }
    if (!isAction(item)) {
        const bool isBare = item.owner.isNull() && !item.due && item.state.isEmpty() && !item.finishedAt
            && item.outcome.isEmpty();
        return isBare ? Expected<void>()
                      : bad(ReviewText::tr("Only an action has an owner, a due time and an outcome. Add an action for "
                                           "what is to be done."));
    }
    if (item.owner.isNull()) {
        return bad(ReviewText::tr("An action needs an owner: one person who sees to it."));
    }
    const auto members = casework.journal().members();
    if (std::ranges::none_of(members, [&](const auto& one) { return one.id == item.owner; })) {
        return bad(ReviewText::tr("The owner of an action is a member of this vault."));
    }
    if (!item.due) {
        return bad(ReviewText::tr("An action needs a due time: what has none is never done."));
    }
    if (!item.state.isEmpty() && item.state != "done"_L1 && item.state != "dropped"_L1) {
        return bad(ReviewText::tr("An action is open, done or dropped, not “%1”.").arg(item.state));
    }
    if (item.state == "dropped"_L1 && item.outcome.trimmed().isEmpty()) {
        return bad(ReviewText::tr("An action is dropped with a reason. Give one."));
    }
    if (item.state.isEmpty() == item.finishedAt.has_value()) {
        return bad(ReviewText::tr("An action that is done or dropped says when, an open one does not."));
    }
    return {};
}

Expected<Id> addItem(Casework& casework, const Id& incident, ReviewItem item, Compartment compartment)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    TRY([[maybe_unused]] const auto kept, casework.incident(incident));
    item.text = item.text.trimmed();
    CHECK_OK(checkItem(casework, item));
    if (!item.state.isEmpty() || item.isStruck || !item.struckReason.isEmpty()) {
        return bad(ReviewText::tr("A new finding is neither finished nor struck."));
    }
    return casework.add(incident, std::move(item), compartment);
}

Expected<void> changeItem(Casework& casework, const Id& id, ReviewItem after)
{
    TRY(const auto before, standing(casework, id));
    after.text = after.text.trimmed();
    ReviewItem expected = before.value;
    expected.kind = after.kind;
    expected.text = after.text;
    expected.detail = after.detail;
    expected.owner = after.owner;
    expected.due = after.due;
    if (!(expected == after)) {
        return bad(ReviewText::tr("Text, detail, kind, owner and due time can be changed. An action is finished by "
                                  "itself."));
    }
    CHECK_OK(checkItem(casework, after));
    return casework.update(id, after, u"review-item.update"_s);
}

Expected<void> finishAction(Casework& casework, const Id& id, Ending ending, const QString& outcome,
                            std::optional<qint64> at)
{
    TRY(const auto before, standing(casework, id));
    if (!isAction(before.value)) {
        return bad(ReviewText::tr("“%1” is no action: there is nothing to finish.").arg(before.value.text));
    }
    const bool isOpen = before.value.state.isEmpty();
    if (isOpen == (ending == Ending::OpenAgain)) {
        return bad(
            isOpen
                ? ReviewText::tr("The action is open already.")
                : ReviewText::tr("The action is %1 already. Open it again first.").arg(stateName(before.value.state)));
    }
    const qint64 now = casework.now();
    if (at && (*at > now || *at < before.value.createdAt)) {
        return bad(ReviewText::tr("An action is finished between when it was written and now."));
    }
    ReviewItem after = before.value;
    if (ending == Ending::OpenAgain) {
        after.state.clear();
        after.finishedAt.reset();
        after.outcome.clear(); // the journal keeps it
    } else {
        after.state = ending == Ending::Done ? u"done"_s : u"dropped"_s;
        after.finishedAt = at.value_or(now);
        after.outcome = outcome.trimmed();
    }
    CHECK_OK(checkItem(casework, after));
    return casework.update(id, after, u"review-item.state"_s);
}

Expected<void> strikeItem(Casework& casework, const Id& id, const QString& reason)
{
    TRY([[maybe_unused]] const auto before, standing(casework, id));
    if (reason.trimmed().isEmpty()) {
        return bad(ReviewText::tr("A finding is struck with a reason, which stays beside it. Give one."));
    }
    return casework.strike(id, reason);
}

Expected<std::vector<Action>> actions(const Casework& casework)
{
    TRY(const auto incidents, casework.incidents());
    TRY(const auto numbers, casework.numbers());
    TRY(auto items, casework.all<ReviewItem>(Id()));
    std::map<Id, const Incident*> byId;
    for (const Kept<Incident>& one : incidents) {
        byId.emplace(one.id, &one.value);
    }
    std::vector<Action> result;
    for (Kept<ReviewItem>& one : items) {
        const auto incident = byId.find(one.stream.incident);
        if (!isAction(one.value) || one.value.isStruck || incident == byId.end()) {
            continue;
        }
        const auto number = numbers.find(incident->first);
        const bool isOverdue = one.value.state.isEmpty() && one.value.due && *one.value.due < casework.now();
        result.push_back({std::move(one), number == numbers.end() ? QString() : number->second, incident->second->title,
                          incident->second->isExercise, isOverdue});
    }
    std::ranges::stable_sort(result, {}, dueOf);
    return result;
}

Expected<std::vector<Action>> openActions(const Casework& casework)
{
    TRY(auto all, actions(casework));
    std::erase_if(all, [](const Action& one) { return !one.isOpen(); });
    return all;
}

Closure closureOf(const std::vector<Action>& actions)
{
    Closure closure;
    for (const Action& one : actions) {
        const ReviewItem& item = one.item.value;
        ++closure.total;
        if (item.state.isEmpty()) {
            ++closure.open;
            closure.overdue += one.isOverdue ? 1 : 0;
        } else if (item.state == "dropped"_L1) {
            ++closure.dropped;
        } else {
            const bool isLate = item.due && item.finishedAt && *item.finishedAt > *item.due;
            ++(isLate ? closure.late : closure.onTime);
        }
    }
    return closure;
}

} // namespace bulkhead::review
