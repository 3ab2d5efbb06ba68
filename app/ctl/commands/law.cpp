#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/deadline/lawbook.h"
#include "models/deadline/packreview.h"

#include <QDate>
#include <QTimeZone>

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using deadline::Lawbook;
using deadline::LawPack;

QJsonObject packJson(const LawPack& pack)
{
    return {
        {u"pack"_s, pack.id},
        {u"title"_s, pack.title},
        {u"version"_s, pack.version},
        {u"sha256"_s, hex(pack.sha256)},
        {u"source"_s, pack.source},
        {u"rules"_s, pack.rules},
        {u"reviewed_by"_s, pack.reviewedBy.isEmpty() ? QJsonValue() : QJsonValue(pack.reviewedBy)},
        {u"review_due"_s, pack.reviewDue.isValid() ? QJsonValue(pack.reviewDue.toString(Qt::ISODate)) : QJsonValue()}};
}

Expected<Exit> listPacks(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto book, Lawbook::loadFor(desk->casework()));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Pack"), Ctl::tr("Rules"), Ctl::tr("Reviewed by"), Ctl::tr("Review due"),
                                Ctl::tr("Title"), Ctl::tr("Version")},
                    .rows = {},
                    .rightAligned = {1}};
    for (const LawPack& pack : book.regimes.packs()) {
        array.append(packJson(pack));
        table.rows.push_back({pack.id, QString::number(pack.rules),
                              pack.reviewedBy.isEmpty() ? Ctl::tr("nobody") : pack.reviewedBy,
                              pack.reviewDue.toString(Qt::ISODate), pack.title, pack.version});
    }
    TRY(const auto reviews, deadline::reviewsOf(desk->casework()));
    QJsonArray signedReviews;
    for (const Kept<PackReview>& one : reviews) {
        QJsonObject object = toJson(one);
        object.insert(u"signature_valid"_s, deadline::isReviewValid(desk->journal(), one));
        object.insert(u"reviewed_by_name"_s, desk->journal().nameOf(one.value.reviewedBy));
        signedReviews.append(object);
    }
    call.out().answer({{u"packs"_s, array}, {u"reviews"_s, signedReviews}}, table.aligned());
    return Exit::Done;
}

Expected<LawPack> packNamed(const Lawbook& book, const QString& id)
{
    const auto& packs = book.regimes.packs();
    const auto found = std::ranges::find(packs, id, &LawPack::id);
    if (found == packs.end()) {
        QStringList names;
        std::ranges::transform(packs, std::back_inserter(names), &LawPack::id);
        return failure("usage.value"_L1,
                       Ctl::tr("There is no pack \"%1\". There are: %2.").arg(id, names.join(", "_L1)));
    }
    return *found;
}

Expected<Exit> reviewPack(Call& call)
{
    TRY(const auto book, Lawbook::load());
    TRY(const auto pack, packNamed(book, call.argument(0)));
    std::optional<qint64> due;
    if (call.has("due"_L1)) {
        const QDate day = QDate::fromString(call.value("due"_L1), u"yyyy-MM-dd"_s);
        if (!day.isValid()) {
            return failure("usage.value"_L1,
                           Ctl::tr("--due takes a day, as in 2027-11-30, not \"%1\".").arg(call.value("due"_L1)));
        }
        due = day.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    TRY(const Id id, deadline::signReview(desk->casework(), pack, call.value("why"_L1), due, again));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"pack"_s, pack.id}, {u"sha256"_s, hex(pack.sha256)}},
                      Ctl::tr("The pack %1 %2 is reviewed, signed by %3. Another content of it is not.")
                          .arg(pack.id, pack.version, desk->vault().userName()));
    return Exit::Done;
}

Expected<Exit> withdrawReview(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<PackReview>::kind, call.argument(0)));
    CHECK_OK(deadline::withdrawReview(desk->casework(), id, call.value("why"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The review is withdrawn; it stays in the journal."));
    return Exit::Done;
}

} // namespace

Commands lawCommands()
{
    return {
        {.path = {u"law"_s, u"packs"_s},
         .summary = Ctl::tr("Lists the packs of rules, and who has reviewed them."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault law packs"_s},
         .answer = u"packs[{pack, title, version, sha256, source, rules, reviewed_by, review_due}], reviews[{id, pack, "
                   "version, sha256, note, reviewed, reviewed_by_name, signature_valid, withdrawn, …}]"_s,
         .run = listPacks},
        {.path = {u"law"_s, u"review"_s},
         .summary = Ctl::tr("Signs with your own key that a pack of rules says what the law says; for the role legal."),
         .detail = Ctl::tr(
             "The signature is over the SHA-256 of the file: another content, also of the same version, is "
             "unreviewed again."),
         .arguments = {{u"PACK"_s, Ctl::tr("The pack, as `law packs` lists it.")}},
         .options
         = {{.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("What you compared it with."), .isRequired = true},
            {.name = u"due"_s, .value = u"DATE"_s, .help = Ctl::tr("When it is to be looked at again.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault law review eu-gdpr --why \"OJ L 119, and EDPB 9/2022\" "
                      "--due 2027-06-01"_s},
         .answer = u"id, pack, sha256"_s,
         .run = reviewPack},
        {.path = {u"law"_s, u"withdraw"_s},
         .summary = Ctl::tr("Withdraws a review; the pack is unreviewed again."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("The review's id or the beginning of it.")}},
         .options = {{.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why."), .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault law withdraw 01jd --why \"The guidelines changed\""_s},
         .answer = u"id"_s,
         .run = withdrawReview},
    };
}

} // namespace bulkhead::ctl
