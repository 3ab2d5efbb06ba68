#pragma once

#include "models/journal/record.h"

#include <optional>

namespace bulkhead {

/// An organisation's CRM that cases are synchronised with. Of the whole vault: stands in the registry's stream. What it
/// signs in with is kept apart, in `Vault::keepSecret`.
struct CrmConnector
{
    QString name = {};       ///< "sf-prod": as the command line says it
    QString system = {};     ///< "salesforce", "hubspot", "dataverse": the mapping's
    QString url = {};        ///< https, where it is reached
    QString login = {};      ///< https, where tokens are had; empty: the system's own place
    QString method = {};     ///< "jwt", "browser", "client", "token"
    QString client = {};     ///< id of the app that the CRM knows us as
    QString account = {};    ///< user that a JWT speaks for, or tenant
    QString apiVersion = {}; ///< empty: the lowest that the mapping was made for
    QString authority = {};  ///< PEM of a certificate authority of its own; empty: the system's
    bool isSuspect = false;
    QString suspectReason = {};
    QStringList watermarks = {}; ///< "<type>=<token>": how far its changes have been read
    bool isStruck = false;
    QString struckReason = {};

    bool operator==(const CrmConnector&) const = default;
};

/// How much of an incident a connector may have. Nothing leaves without one.
enum class CrmScope : quint8 {
    Basic, ///< code name, phase, severity, tasks marked shareable
    Full,  ///< title and parties too
};

struct CrmRelease
{
    Id incident;
    Id connector;
    CrmScope scope = CrmScope::Basic;
    Id releasedBy;
    qint64 releasedAt = 0;
    bool isWithdrawn = false;
    QString reason;
    QString name = {}; ///< of the connector

    bool operator==(const CrmRelease&) const = default;
    /// One for an incident and a connector.
    [[nodiscard]] static Id idFor(const Id& incident, const Id& connector);
};

/// An entity and its record in a CRM, and what both said when they last agreed.
struct CrmLink
{
    Id incident = {};
    Id connector = {};
    Id entity = {};
    QString type = {};       ///< of the CRM: "Case"
    QString remote = {};     ///< its id there; empty: not there yet
    QString number = {};     ///< what people there call it: "00001026"
    QStringList synced = {}; ///< "<their field>=<value>"
    QString version = {};    ///< as the CRM states it
    std::optional<qint64> syncedAt = {};
    QString problem = {}; ///< "<code>: <sentence>"; empty: none
    qint64 attempts = 0;
    bool isParked = false;      ///< not tried again until a person says so
    QStringList attempted = {}; ///< like `synced`, each of a field: may have arrived, nobody answered

    bool operator==(const CrmLink&) const = default;
    /// One for an entity and a connector, whoever makes it.
    [[nodiscard]] static Id idFor(const Id& connector, const Id& entity);
    /// What marks the record over there as this entity's, and nobody else's: "lk-" and the entity's id.
    [[nodiscard]] static QString keyOf(const Id& entity);
    /// The entity of such a mark; null where it is none.
    [[nodiscard]] static Id entityOf(const QString& key);
};

/// A field that was changed on both sides since they last agreed; stands until a person chooses.
struct CrmConflict
{
    Id incident;
    Id link;
    QString field;  ///< ours, as the schema has it
    QString label;  ///< of field and record, for people
    QString ours;   ///< in the CRM's words, like
    QString theirs; ///< this
    QString theirAuthor;
    std::optional<qint64> theirAt;
    qint64 foundAt = 0;
    QString outcome; ///< "ours", "theirs"; empty: open

    bool operator==(const CrmConflict&) const = default;
};

} // namespace bulkhead
