#include "models/crm/salesforce/salesforceconnector.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
Fields salesforceFields(const QJsonObject& row, const QStringList& names)
{
    Fields fields;
    for (const QString& name : names) {
        fields[name] = valueOf(row[name]);
    }
    return fields;
}

QString parameterText(const Action& action, const QString& name)
{
    const auto found = action.parameters.find(name);
    const QString* text = found == action.parameters.end() ? nullptr : std::get_if<QString>(&found->second);
    return text ? *text : QString();
}

/// Ids of 15 characters and of 18 are the same.
bool isSameId(const QString& one, const QString& other)
{
    constexpr qsizetype telling = 15;
    return one.left(telling) == other.left(telling);
}

const QStringList loginFields{u"IsFrozen"_s, u"LastModifiedDate"_s, u"LastModifiedById"_s};

/// "Already gone" is what was wanted.
bool isGone(const Refusal& refusal)
{
    return refusal.error.is("crm.missing"_L1);
}
} // namespace

Expected<Receipt> SalesforceConnector::act(const Action& action, std::stop_token stop)
{
    switch (action.kind) {
    case ActionKind::FreezeUser:
        return setFrozen(action, true, std::move(stop));
    case ActionKind::UnfreezeUser:
        return setFrozen(action, false, std::move(stop));
    case ActionKind::EndSessions:
        return endSessions(action, std::move(stop));
    case ActionKind::RevokeTokens:
        return revokeTokens(action, std::move(stop));
    case ActionKind::RemovePermission:
        return removePermission(action, std::move(stop));
    case ActionKind::RestorePermission:
        return restorePermission(action, std::move(stop));
    case ActionKind::AbortJob:
        return abortJob(action, std::move(stop));
    }
    return refused("crm.unsupported"_L1);
}

Expected<void> SalesforceConnector::checkNotOwn(const QString& user, const std::stop_token& stop)
{
    TRY(const QString own, m_own.of(*this, stop));
    return isSameId(own, user) ? guardedOwnUser() : Expected<void>();
}

/// An administrator is whose profile lets them change all data; who has it by a permission set alone is not counted, so
/// that one too many is guarded rather than one too few.
Expected<void> SalesforceConnector::checkNotLastAdministrator(const QString& user, const std::stop_token& stop)
{
    TRY(const auto rows,
        rowsOf(u"SELECT Id FROM User WHERE IsActive = true AND Profile.PermissionsModifyAllData = true"_s, stop));
    QStringList others;
    bool isOne = false;
    for (const QJsonObject& row : rows) {
        const QString id = row[u"Id"_s].toString();
        isOne = isOne || isSameId(id, user);
        if (!isSameId(id, user)) {
            others.append(id);
        }
    }
    if (!isOne) {
        return {};
    }
    for (qsizetype at = 0; at < others.size(); at += valuesInOneQuery) {
        const QStringList some = others.mid(at, valuesInOneQuery);
        TRY(const auto frozen,
            rowsOf(u"SELECT UserId FROM UserLogin WHERE IsFrozen = true AND "_s + soqlIn(u"UserId"_s, some), stop));
        if (std::ssize(frozen) < some.size()) {
            return {}; // somebody else can still sign in
        }
    }
    return guardedLastAdministrator();
}

Expected<Receipt> SalesforceConnector::setFrozen(const Action& action, bool isFrozen, std::stop_token stop)
{
    if (isFrozen) {
        CHECK_OK(checkNotOwn(action.target, stop));
    }
    const QString soql = u"SELECT Id, %1 FROM UserLogin WHERE UserId = %2"_s.arg(loginFields.join(u", "_s),
                                                                                 soqlLiteral(action.target));
    TRY(const auto rows, rowsOf(soql, stop));
    if (rows.size() != 1) {
        return refused("crm.missing"_L1);
    }
    const Fields now = salesforceFields(rows.front(), loginFields);
    CHECK_OK(checkUnchanged(action.left, now));
    if (const auto before = action.parameters.find(u"IsFrozen"_s); before != action.parameters.end()) {
        // Taken back is what it was before, and only what we have done.
        CHECK_OK(checkUnchanged({{u"IsFrozen"_s, isFrozen}}, {*before}));
        CHECK_OK(checkUnchanged({{u"IsFrozen"_s, !isFrozen}}, now));
    }
    Receipt receipt{.isReversible = true,
                    .wasDone = rows.front()[u"IsFrozen"_s].toBool() == isFrozen,
                    .before = {salesforceFields(rows.front(), {u"IsFrozen"_s})}};
    if (!receipt.wasDone) {
        if (isFrozen) {
            CHECK_OK(checkNotLastAdministrator(action.target, stop));
        }
        TRY(const Response response,
            m_api.send({.method = "PATCH",
                        .path = u"/sobjects/UserLogin/"_s + encoded(rows.front()[u"Id"_s].toString()),
                        .body = QJsonObject{{u"IsFrozen"_s, isFrozen}},
                        .priority = Priority::Urgent},
                       stop));
        receipt.requestId = QString::fromLatin1(response.header("x-sfdc-request-id"));
        receipt.count = 1;
    }
    TRY(const auto after, rowsOf(soql, stop));
    receipt.isVerified = after.size() == 1 && after.front()[u"IsFrozen"_s].toBool() == isFrozen;
    receipt.after = after.empty() ? Fields() : salesforceFields(after.front(), loginFields);
    return receipt;
}

Expected<Receipt> SalesforceConnector::endSessions(const Action& action, std::stop_token stop)
{
    // Our own session is not ended: it has to report.
    const QString soql
        = u"SELECT Id, UsersId, SessionType, LoginType, SourceIp FROM AuthSession WHERE UsersId = %1 AND "
          u"IsCurrent = false"_s.arg(soqlLiteral(action.target));
    TRY(const auto rows, rowsOf(soql, stop));
    Receipt receipt{.wasDone = rows.empty()};
    for (const QJsonObject& row : rows) {
        receipt.before.push_back(salesforceFields(row, {u"Id"_s, u"SessionType"_s, u"LoginType"_s, u"SourceIp"_s}));
        auto response = m_api.send({.method = "DELETE",
                                    .path = u"/sobjects/AuthSession/"_s + encoded(row[u"Id"_s].toString()),
                                    .priority = Priority::Urgent},
                                   stop);
        if (!response && !isGone(response.error())) {
            return std::unexpected(response.error().error);
        }
        ++receipt.count;
    }
    TRY(const auto after, rowsOf(soql, stop));
    receipt.isVerified = after.empty();
    return receipt;
}

Expected<Receipt> SalesforceConnector::revokeTokens(const Action& action, std::stop_token stop)
{
    const QString soql = u"SELECT Id, AppName, UserId, DeleteToken, LastUsedDate FROM OauthToken WHERE UserId = %1 "
                         u"LIMIT 500"_s.arg(soqlLiteral(action.target));
    Receipt receipt{.wasDone = true};
    TRY(const QUrl base, m_api.transport().base(stop));
    // 500 rows are all that one query gives, so it is asked until none is left; what cannot be revoked ends it.
    for (qsizetype left = -1;;) {
        TRY(const auto rows, rowsOf(soql, stop));
        receipt.isVerified = rows.empty();
        if (rows.empty() || std::ssize(rows) == left) {
            return receipt;
        }
        left = std::ssize(rows);
        for (const QJsonObject& row : rows) {
            TRY(const Response response,
                m_api.transport().sendPlain({.method = "POST",
                                             .url = base.resolved(QUrl(u"/services/oauth2/revoke"_s)),
                                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                             .body = form({{u"token"_s, row[u"DeleteToken"_s].toString()}})},
                                            stop));
            const QString error = jsonOf(response.body)[u"error"_s].toString();
            const bool wasGone = error == "invalid_token"_L1 || error == "unsupported_token_type"_L1;
            if (!response.isSuccess() && !wasGone) {
                return refused(response.status >= 500 ? "crm.busy"_L1 : "crm.denied"_L1, error);
            }
            receipt.before.push_back(salesforceFields(row, {u"AppName"_s, u"UserId"_s, u"LastUsedDate"_s}));
            receipt.wasDone = false;
            ++receipt.count;
        }
        if (left < 500) {
            TRY(const auto after, rowsOf(soql, stop));
            receipt.isVerified = after.empty();
            return receipt;
        }
    }
}

Expected<Receipt> SalesforceConnector::removePermission(const Action& action, std::stop_token stop)
{
    const QStringList names{u"AssigneeId"_s, u"PermissionSetId"_s, u"PermissionSetGroupId"_s, u"ExpirationDate"_s};
    const QString soql = u"SELECT Id, %1 FROM PermissionSetAssignment WHERE Id = %2"_s.arg(names.join(u", "_s),
                                                                                           soqlLiteral(action.target));
    TRY(const auto rows, rowsOf(soql, stop));
    Receipt receipt{.isReversible = true, .wasDone = rows.empty()};
    if (!rows.empty()) {
        receipt.before.push_back(salesforceFields(rows.front(), names));
        auto response = m_api.send({.method = "DELETE",
                                    .path = u"/sobjects/PermissionSetAssignment/"_s + encoded(action.target),
                                    .priority = Priority::Urgent},
                                   stop);
        if (!response && !isGone(response.error())) {
            return std::unexpected(response.error().error);
        }
        receipt.requestId = response ? QString::fromLatin1(response->header("x-sfdc-request-id")) : QString();
        receipt.count = 1;
    }
    TRY(const auto after, rowsOf(soql, stop));
    receipt.isVerified = after.empty();
    return receipt;
}

Expected<Receipt> SalesforceConnector::restorePermission(const Action& action, std::stop_token stop)
{
    QJsonObject body{{u"AssigneeId"_s, parameterText(action, u"AssigneeId"_s)}};
    // One that came through a group is given back through it.
    const QString group = parameterText(action, u"PermissionSetGroupId"_s);
    const QString field = group.isEmpty() ? u"PermissionSetId"_s : u"PermissionSetGroupId"_s;
    body[field] = group.isEmpty() ? parameterText(action, u"PermissionSetId"_s) : group;
    if (const QString until = parameterText(action, u"ExpirationDate"_s); !until.isEmpty()) {
        body[u"ExpirationDate"_s] = until;
    }
    const QString user = body[u"AssigneeId"_s].toString();
    TRY(const auto active, rowsOf(u"SELECT IsActive FROM User WHERE Id = "_s + soqlLiteral(user), stop));
    if (active.empty()) {
        return refused("crm.missing"_L1);
    }
    CHECK_OK(checkUnchanged({{u"IsActive"_s, true}}, salesforceFields(active.front(), {u"IsActive"_s})));
    const QString there = u"SELECT Id, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = %1 AND %2 = %3"_s
                              .arg(soqlLiteral(user), field, soqlLiteral(body[field].toString()));
    TRY(const auto given, rowsOf(there, stop));
    if (!given.empty()) { // by us, or by somebody who gave it otherwise
        CHECK_OK(checkUnchanged({{u"ExpirationDate"_s, valueOf(body[u"ExpirationDate"_s])}},
                                salesforceFields(given.front(), {u"ExpirationDate"_s})));
        return Receipt{.isReversible = true, .wasDone = true, .isVerified = true, .count = 1};
    }
    Receipt receipt{.isReversible = true, .count = 1};
    // Assignee and permission set are unique together, so that twice is once.
    auto response = m_api.send(
        {.method = "POST", .path = u"/sobjects/PermissionSetAssignment"_s, .body = body, .priority = Priority::Urgent},
        stop);
    if (!response && response.error().remoteCode != "DUPLICATE_VALUE"_L1) {
        return std::unexpected(response.error().error);
    }
    receipt.wasDone = !response;
    TRY(const auto rows, rowsOf(there, stop));
    receipt.isVerified = !rows.empty();
    return receipt;
}

Expected<Receipt> SalesforceConnector::abortJob(const Action& action, std::stop_token stop)
{
    Receipt receipt;
    for (const QString& kind : {u"query"_s, u"ingest"_s}) {
        const QString path = u"/jobs/%1/%2"_s.arg(kind, encoded(action.target));
        auto found = m_api.send({.path = path, .priority = Priority::Urgent}, stop);
        if (!found && isGone(found.error())) {
            continue;
        }
        if (!found) {
            return std::unexpected(found.error().error);
        }
        TRY(const QJsonObject job, objectOf(*found));
        receipt.before.push_back(
            salesforceFields(job, {u"state"_s, u"object"_s, u"operation"_s, u"createdById"_s, u"createdDate"_s}));
        const QStringList ended{u"JobComplete"_s, u"Failed"_s, u"Aborted"_s};
        receipt.wasDone = ended.contains(job[u"state"_s].toString());
        if (!receipt.wasDone) {
            TRY(const Response response,
                m_api.send({.method = "PATCH",
                            .path = path,
                            .body = QJsonObject{{u"state"_s, u"Aborted"_s}},
                            .priority = Priority::Urgent},
                           stop));
            receipt.requestId = QString::fromLatin1(response.header("x-sfdc-request-id"));
            receipt.count = 1;
        }
        TRY(const Response again, m_api.send({.path = path, .priority = Priority::Urgent}, stop));
        TRY(const QJsonObject after, objectOf(again));
        receipt.isVerified = ended.contains(after[u"state"_s].toString());
        return receipt;
    }
    return refused("crm.missing"_L1);
}

} // namespace bulkhead::crm
