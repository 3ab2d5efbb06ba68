#include "models/crm/sync/comments.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/merging.h"
#include "models/crm/sync/syncing.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <ranges>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype roomOfNumber = 12; ///< "(123/456) "
constexpr qsizetype roomOfMarker = 18; ///< a line of its own

/// A comment that came from a CRM has an id that follows from its record there.
Id inboundId(const Id& connector, const QString& remote)
{
    return Id::derived("bulkhead crm comment "_ba + connector.bytes() + remote.toUtf8());
}

QString partKey(const Id& entity, qsizetype part)
{
    const QString key = CrmLink::keyOf(entity);
    return part == 0 ? key : key + u'-' + QString::number(part + 1);
}

QString commentText(const Record& record, const CommentMapping& mapping)
{
    const auto found = record.fields.find(mapping.text);
    return found == record.fields.end() ? QString() : canonicalText(FieldType::Text, found->second);
}

QString problemOf(const Error& error)
{
    return error.code + u": "_s + error.message;
}

/// One incident's comments that may leave.
class OutgoingReader
{
public:
    OutgoingReader(const Casework& casework, const Id& connector, const Mapping& mapping)
        : m_casework(casework)
        , m_connector(connector)
        , m_mapping(mapping)
    {
    }

    [[nodiscard]] Expected<void> read(const Id& incident, CommentsStart& into) const
    {
        TRY(const auto links, m_casework.all<CrmLink>(incident));
        TRY(const auto comments, m_casework.all<Comment>(incident));
        TRY(const auto tasks, m_casework.all<Task>(incident));
        std::map<Id, QString> places = {{incident, QString()}};
        for (const Kept<Task>& task : tasks) {
            if (task.stream.compartment == Compartment::Team && task.value.isShareable && !task.value.isStruck) {
                places.emplace(task.id, task.value.title);
            }
        }
        std::set<Id> fromOutside;
        std::map<Id, CrmLink> own;
        for (const Kept<CrmLink>& link : links) {
            if (!link.value.remote.isEmpty()
                && inboundId(link.value.connector, link.value.remote) == link.value.entity) {
                fromOutside.insert(link.value.entity);
            }
            if (link.value.connector == m_connector) {
                own.emplace(link.value.entity, link.value);
            }
        }
        const ObjectMapping& first = m_mapping.objects.front();
        for (const Kept<Comment>& comment : comments) {
            const auto place = places.find(comment.value.about);
            const auto link = own.find(comment.id);
            const bool isDone = link != own.end() && (!link->second.remote.isEmpty() || link->second.isParked);
            if (comment.stream.compartment != Compartment::Team || comment.value.isStruck || place == places.end()
                || fromOutside.contains(comment.id) || isDone) {
                continue;
            }
            TRY(const QString text, textOf(comment, place->second));
            into.outgoing.push_back(
                {.incident = incident,
                 .entity = comment.id,
                 .parent = {.object = first.object, .id = {}, .keyField = first.key, .key = CrmLink::keyOf(incident)},
                 .parts = partsOf(text),
                 .link = link == own.end() ? CrmLink{.incident = incident,
                                                     .connector = m_connector,
                                                     .entity = comment.id,
                                                     .type = m_mapping.comments.object}
                                           : link->second,
                 .hasLink = link != own.end()});
        }
        return {};
    }

private:
    /// Who says it, and on what.
    [[nodiscard]] Expected<QString> textOf(const Kept<Comment>& comment, const QString& task) const
    {
        TRY(const auto history, m_casework.journal().history(comment.id));
        const QString author = history.empty() ? QString() : history.front().authorName;
        const QString head = task.isEmpty() ? u'[' + author + u"] "_s
                                            : CrmText::tr("[%1, on the task “%2”]").arg(author, task) + u' ';
        return head + comment.value.text.trimmed();
    }
    [[nodiscard]] QStringList partsOf(const QString& text) const
    {
        const CommentMapping& mapping = m_mapping.comments;
        const qsizetype room = mapping.isMarked ? roomOfMarker : 0;
        return commentParts(text, mapping.octets > 0 ? mapping.octets - room : 0,
                            mapping.characters > 0 ? mapping.characters - room : 0);
    }

    const Casework& m_casework;
    const Id& m_connector;
    const Mapping& m_mapping;
};

Batch batchOf(const CommentSync::Talk& talk, std::span<const OutgoingComment* const> comments)
{
    const CommentMapping& mapping = talk.mapping.comments;
    const ObjectMapping& first = talk.mapping.objects.front();
    Batch batch;
    batch.targets.emplace(first.object, Batch::Target{.keyField = first.key});
    batch.targets.emplace(mapping.object,
                          mapping.isMarked ? Batch::Target{.markerField = mapping.text, .parentField = mapping.parent}
                                           : Batch::Target());
    for (const OutgoingComment* comment : comments) {
        for (qsizetype part = 0; part < comment->parts.size(); ++part) {
            Record record = {.object = mapping.object, .key = partKey(comment->entity, part), .fields = {}};
            record.fields.emplace(mapping.text, comment->parts[part]);
            record.fields.emplace(mapping.parent, comment->parent);
            for (const auto& [field, value] : mapping.constants) {
                const bool isTruth = value == "true"_L1 || value == "false"_L1;
                record.fields.emplace(field, isTruth ? Value(value == "true"_L1) : Value(value));
            }
            batch.records.push_back(std::move(record));
        }
    }
    return batch;
}

Expected<void> sendComments(const CommentSync::Talk& talk, Connector& connector, const std::stop_token& stop,
                            CommentsExchange& into)
{
    std::vector<const OutgoingComment*> all;
    for (const OutgoingComment& comment : talk.start.outgoing) {
        if (!talk.without.contains(comment.incident)) {
            all.push_back(&comment);
        }
    }
    const auto slice = static_cast<std::size_t>(std::max(1, connector.capabilities().largestBatch));
    for (std::size_t from = 0; from < all.size(); from += slice) {
        const auto part = std::span(all).subspan(from, std::min(slice, all.size() - from));
        const auto outcomes = connector.upsert(batchOf(talk, part), stop);
        std::optional<Error> broken;
        std::size_t at = 0;
        for (const OutgoingComment* comment : part) {
            CommentsExchange::Sent sent = {comment->entity, {}};
            for (qsizetype piece = 0; piece < comment->parts.size() && at < outcomes.size(); ++piece, ++at) {
                const auto& result = outcomes[at].result;
                if (piece == 0 || (!result && sent.result)) {
                    sent.result = result;
                }
                if (!result && isOfTheLine(result.error().error)) {
                    broken = result.error().error;
                }
            }
            into.sent.push_back(std::move(sent));
        }
        if (broken) {
            return std::unexpected(*broken);
        }
    }
    return {};
}

Expected<void> readComments(const CommentSync::Talk& talk, Connector& connector, const std::stop_token& stop,
                            CommentsExchange& into)
{
    const CommentMapping& mapping = talk.mapping.comments;
    if (talk.start.cases.empty()) {
        return {};
    }
    std::set<QString> known = talk.start.known;
    for (const CommentsExchange::Sent& sent : into.sent) {
        if (sent.result) {
            known.insert(sent.result->id);
        }
    }
    QStringList ids;
    std::ranges::copy(talk.start.cases | std::views::keys, std::back_inserter(ids));
    QStringList fields = {mapping.text};
    if (!mapping.time.isEmpty()) {
        fields.append(mapping.time);
    }
    const auto take = [&](std::span<const Record> records) -> Expected<void> {
        for (const Record& record : records) {
            const QString text = commentText(record, mapping);
            const bool isOurs = known.contains(record.id) || withoutMarker(text) != text
                || (!talk.self.isEmpty() && record.modifiedBy == talk.self);
            if (!isOurs && !record.isDeleted && !text.trimmed().isEmpty()) {
                into.pulled.push_back(record);
                known.insert(record.id); // one that belongs to several comes once for each
            }
        }
        return {};
    };
    const auto read = connector.related({.from = talk.mapping.objects.front().object,
                                         .ids = ids,
                                         .object = mapping.object,
                                         .through = mapping.through.isEmpty() ? mapping.parent : mapping.through,
                                         .fields = fields},
                                        take, stop);
    if (!read && !isOfTheLine(read.error())) {
        into.refused = read.error();
        return {};
    }
    return read;
}
} // namespace

QStringList commentParts(const QString& text, qsizetype octets, qsizetype characters)
{
    const auto fits = [](QStringView part, qsizetype mostOctets, qsizetype mostCharacters) {
        return (mostOctets <= 0 || part.toUtf8().size() <= mostOctets)
            && (mostCharacters <= 0 || part.size() <= mostCharacters);
    };
    if (fits(text, octets, characters)) {
        return {text};
    }
    const qsizetype mostOctets = octets > 0 ? std::max<qsizetype>(1, octets - roomOfNumber) : 0;
    const qsizetype mostCharacters = characters > 0 ? std::max<qsizetype>(1, characters - roomOfNumber) : 0;
    QStringList pieces;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    qsizetype start = 0;
    qsizetype size = 0; // octets of what was gathered
    for (qsizetype last = 0, next = finder.toNextBoundary(); next >= 0; last = next, next = finder.toNextBoundary()) {
        const qsizetype more = QStringView(text).sliced(last, next - last).toUtf8().size();
        const bool isFull = (mostOctets > 0 && size + more > mostOctets)
            || (mostCharacters > 0 && next - start > mostCharacters);
        if (isFull && last > start) {
            pieces.append(text.sliced(start, last - start));
            start = last;
            size = 0;
        }
        size += more;
    }
    pieces.append(text.sliced(start));
    for (qsizetype at = 0; at < pieces.size(); ++at) {
        pieces[at].prepend(u"(%1/%2) "_s.arg(at + 1).arg(pieces.size()));
    }
    return pieces;
}

Expected<CommentsStart> CommentSync::start(const Id& connector, const Mapping& mapping,
                                           const std::map<Id, CrmScope>& released) const
{
    CommentsStart result;
    if (mapping.comments.object.isEmpty()) {
        return result;
    }
    const OutgoingReader reader(m_casework, connector, mapping);
    const Field* text = m_casework.journal().schema().field(Table<Comment>::kind, u"text");
    const bool mayLeave = text && text->mayLeave; // the schema has the last word
    for (const auto& [incident, scope] : released) {
        TRY(const auto links, m_casework.all<CrmLink>(incident));
        for (const Kept<CrmLink>& link : links) {
            if (link.value.connector != connector || link.value.remote.isEmpty()) {
                continue;
            }
            if (link.value.entity == incident && !link.value.isParked) {
                result.cases.emplace(link.value.remote, incident);
            } else if (link.value.type == mapping.comments.object) {
                result.known.insert(link.value.remote);
            }
        }
        if (mayLeave && scope == CrmScope::Full) {
            CHECK_OK(reader.read(incident, result));
        }
    }
    return result;
}

Expected<void> CommentSync::exchange(const Talk& talk, Connector& connector, const std::stop_token& stop,
                                     CommentsExchange& into)
{
    if (talk.mapping.comments.object.isEmpty()) {
        return {};
    }
    if (talk.maySend) {
        CHECK_OK(sendComments(talk, connector, stop, into));
    }
    return readComments(talk, connector, stop, into);
}

Expected<CommentSync::Outcome> CommentSync::finish(const Id& connector, const CrmConnector& settings,
                                                   const Mapping& mapping, const CommentsStart& start,
                                                   const CommentsExchange& exchange)
{
    Outcome outcome;
    Journal& journal = m_casework.journal();
    const qint64 now = m_casework.now();
    std::map<Id, const OutgoingComment*> outgoing;
    for (const OutgoingComment& one : start.outgoing) {
        outgoing.emplace(one.entity, &one);
    }
    std::vector<Draft> drafts;
    for (const CommentsExchange::Sent& sent : exchange.sent) {
        const OutgoingComment& comment = *outgoing.at(sent.entity);
        CrmLink after = comment.link;
        if (sent.result) {
            after.remote = sent.result->id;
            after.version = sent.result->version;
            after.syncedAt = now;
            after.problem.clear();
            ++outcome.pushed;
        } else {
            const Error& error = sent.result.error().error;
            after.problem = problemOf(error);
            if (!isOfTheLine(error)) {
                ++after.attempts;
                after.isParked = isForPeople(error) || after.attempts >= mostAttempts;
            }
            outcome.failed.push_back({sent.entity, after.problem, after.isParked});
        }
        drafts.push_back(
            {{comment.incident, Compartment::Team},
             u"crm.sync"_s,
             factsBetween(CrmLink::idFor(connector, sent.entity), comment.hasLink ? comment.link : CrmLink(), after)});
    }
    std::erase_if(drafts, [](const Draft& draft) { return draft.facts.empty(); });
    if (!drafts.empty()) {
        CHECK_OK(journal.append(drafts));
    }
    for (const Record& record : exchange.pulled) {
        const auto incident = start.cases.find(record.relatedTo);
        const Id id = inboundId(connector, record.id);
        TRY(const auto standing, m_casework.record(id));
        if (incident == start.cases.end() || standing) {
            continue;
        }
        Comment comment;
        comment.incident = incident->second;
        comment.about = incident->second;
        comment.text = settings.name + u": "_s + commentText(record, mapping.comments);
        const auto at = record.fields.find(mapping.comments.time);
        const auto* time = at == record.fields.end() ? nullptr : std::get_if<Instant>(&at->second);
        comment.writtenAt = time ? time->ms : now;
        const CrmLink link = {.incident = incident->second,
                              .connector = connector,
                              .entity = id,
                              .type = mapping.comments.object,
                              .remote = record.id,
                              .version = record.version,
                              .syncedAt = now};
        Draft draft = {
            {incident->second, Compartment::Team}, u"comment.add"_s, factsOf(id, comment), false, viaOf(settings)};
        std::ranges::move(factsOf(CrmLink::idFor(connector, id), link), std::back_inserter(draft.facts));
        if (const auto added = journal.append(draft); !added) { // a closed incident takes none
            outcome.failed.push_back({incident->second, problemOf(added.error()), false});
            continue;
        }
        ++outcome.pulled;
    }
    if (exchange.refused) {
        outcome.failed.push_back({connector, problemOf(*exchange.refused), false});
    }
    return outcome;
}

} // namespace bulkhead::crm
