#pragma once

#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"
#include "models/incident/casework.h"

#include <set>

namespace bulkhead::crm {

/// A comment that is to stand beside its incident's record.
struct OutgoingComment
{
    Id incident;
    Id entity;
    Link parent;
    QStringList parts; ///< as they are written there, without marker
    CrmLink link;
    bool hasLink = false;
};

/// What a run knows of comments before it talks.
struct CommentsStart
{
    std::vector<OutgoingComment> outgoing = {};
    std::map<QString, Id> cases = {}; ///< incidents by their record's id there, of which comments are taken
    std::set<QString> known = {};     ///< ids there of comments that stand here
};

/// What came of it.
struct CommentsExchange
{
    struct Sent
    {
        Id entity;
        std::expected<Written, Refusal> result; ///< of the first part; a refusal of any
    };
    std::vector<Sent> sent = {};
    std::vector<Record> pulled = {};   ///< by others; `relatedTo` is the incident's record
    std::optional<Error> refused = {}; ///< this user may not read comments
};

/// Comments on released incidents and shareable tasks, both ways, each once. What leaves needs a full release: it is
/// free text. A comment is sent once and not changed there afterwards; one that comes from a CRM goes to no other.
/// Confined to the casework's thread, except `exchange`.
class CommentSync
{
public:
    explicit CommentSync(Casework& casework)
        : m_casework(casework)
    {
    }

    /// Of the incidents that are released to the connector in these scopes.
    [[nodiscard]] Expected<CommentsStart> start(const Id& connector, const Mapping& mapping,
                                                const std::map<Id, CrmScope>& released) const;
    struct Talk
    {
        const CommentsStart& start;
        const Mapping& mapping;
        bool maySend = false;
        std::set<Id> without = {}; ///< incidents of which nothing is sent
        QString self = {};         ///< the connector's user there, where it is known
    };
    /// Sends, then reads: so that what was sent is known. An error ends the run; what was done stands in `into`.
    [[nodiscard]] static Expected<void> exchange(const Talk& talk, Connector& connector, const std::stop_token& stop,
                                                 CommentsExchange& into);
    struct Outcome
    {
        qint64 pushed = 0;
        qint64 pulled = 0;
        struct Failed
        {
            Id entity;
            QString problem;
            bool isParked = false;
        };
        std::vector<Failed> failed = {};
    };
    [[nodiscard]] Expected<Outcome> finish(const Id& connector, const CrmConnector& settings, const Mapping& mapping,
                                           const CommentsStart& start, const CommentsExchange& exchange);

private:
    Casework& m_casework;
};

/// The text in pieces of at most `octets` (of UTF-8; 0: any) and `characters` (0: any) each, "(1/3) …" before them
/// where there are several. Nothing that reads as one character is cut.
[[nodiscard]] QStringList commentParts(const QString& text, qsizetype octets, qsizetype characters);

} // namespace bulkhead::crm
