#pragma once

#include "models/journal/journal.h"

#include <QTemporaryDir>

#include <algorithm>

namespace bulkhead {

/// What a bundle says of itself; `manifest.json`, signed by the device that made it.
struct BundleManifest
{
    struct Member
    {
        QString name;
        qint64 size = 0;
        Bytes sha256;
    };
    struct Material
    {
        Bytes sha256;
        qint64 size = 0;
        bool isDestroyed = false;      ///< was destroyed in the vault: only its hash is left
        std::vector<Bytes> names = {}; ///< of its blob in the vault, as facts name it

        bool operator==(const Material&) const = default;
    };
    Id vault;
    QString vaultName;
    Bytes fingerprint; ///< of the vault
    Id incident;
    QString title;
    std::vector<Compartment> compartments;
    qint64 exportedAt = 0; ///< ms since 1970
    QString exportedBy;
    Id device;
    qint64 changes = 0;
    std::vector<Member> members;
    std::vector<Material> material;

    [[nodiscard]] Bytes encoded() const; ///< JSON, indented
    [[nodiscard]] static std::optional<BundleManifest> decode(BytesView json);
    /// Canonical CBOR ["bulkhead bundle 1", vault, SHA-256 of the JSON].
    [[nodiscard]] static Bytes signedMessage(const Id& vault, BytesView json);
};

struct BundleWish
{
    Id incident;
    QString title;            ///< as the outsider is to read it
    bool withCounsel = false; ///< only where somebody asks for it by name
    QString path;             ///< a new file
};

struct BundleWritten
{
    Bytes sha256;
    qint64 size = 0;
    qint64 changes = 0;
    std::vector<Bytes> material; ///< SHA-256 of what lies in it in the clear
};

/// Writes an incident with its history and its evidence in the clear as one zip file (0600) that anybody can check
/// without a vault. What no signed head covers stays behind: sign first. Errors: `journal.no-key`,
/// `journal.not-permitted` (this device never wrote here), `vault.blob-…`, `bundle.cannot-write`, `input.exists`,
/// `journal.cancelled`.
[[nodiscard]] Expected<BundleWritten> writeBundle(const Journal& journal, const BundleWish& wish,
                                                  const std::function<void(qint64 done, qint64 all)>& progress = {},
                                                  std::stop_token stop = {});

/// A bundle from outside: read within bounds, its changes judged in a throw-away journal by the same rules as a
/// vault's. Confined to one thread. Nothing of it is written in the clear.
class Bundle
{
public:
    using Progress = std::function<void(qint64 done, qint64 all)>;

    /// Errors: `input.missing`, `input.unreadable`, `bundle.not-a-bundle`, `bundle.newer-format`, `bundle.refused`,
    /// `journal.cancelled`. What is damaged within a bundle is no error: `verify` says what.
    [[nodiscard]] static Expected<std::unique_ptr<Bundle>> open(const QString& path, const Schema& schema,
                                                                const Clock& clock,
                                                                Journal::Projections projections = {},
                                                                std::stop_token stop = {});
    ~Bundle();

    [[nodiscard]] const BundleManifest& manifest() const { return m_manifest; }
    /// What could be read of it; null where that is nothing.
    [[nodiscard]] Journal* journal() const { return m_journal.get(); }
    /// Everything that a vault's `verify` checks, the manifest, its signature and all material. `expected` is the
    /// vault's fingerprint as known from elsewhere; empty: the bundle is held only against itself.
    [[nodiscard]] Expected<Verification> verify(BytesView expected = {}, const Progress& progress = {},
                                                std::stop_token stop = {}, const Expectation& against = {}) const;
    /// A piece of material, to be read once from its beginning. Nothing is checked again: `verify` did.
    /// `bundle.missing-member`.
    [[nodiscard]] Expected<std::unique_ptr<QIODevice>> openMaterial(BytesView sha256) const;

private:
    struct Reading;
    /// Never before the export: a slow clock here must not make signed changes look dated ahead.
    class ExportClock final : public Clock
    {
    public:
        explicit ExportClock(const Clock& here)
            : m_here(here)
        {
        }
        [[nodiscard]] qint64 now() const override { return std::max(m_here.now(), m_exported); }
        void setExported(qint64 ms) { m_exported = ms; }

    private:
        const Clock& m_here;
        qint64 m_exported = 0;
    };
    Bundle(QString path, const Schema& schema, const Clock& clock, Journal::Projections projections);
    [[nodiscard]] Expected<void> read(std::stop_token stop);
    [[nodiscard]] Expected<void> openJournal(const Reading& reading);
    void problem(const char* code, const QString& where, const QString& message);
    void checkSignature(Verification& result) const;
    void checkContent(Verification& result) const;
    [[nodiscard]] Expected<void> checkMaterial(Verification& result, const Progress& progress,
                                               std::stop_token stop) const;

    QString m_path;
    const Schema& m_schema;
    ExportClock m_clock;
    Journal::Projections m_projections;
    BundleManifest m_manifest;
    Bytes m_manifestBytes;
    Bytes m_signature;
    std::vector<Problem> m_problems; ///< found while it was read
    QTemporaryDir m_folder;          ///< of the throw-away vault, encrypted
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<Journal> m_journal;
};

} // namespace bulkhead
