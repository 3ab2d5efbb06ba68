#pragma once

#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "models/disclosure/drafting.h"

#include <QJsonObject>

#include <memory>

namespace bulkhead::ctl {

/// What every command about drafts works with: templates, rules, the vault.
struct Drawer
{
    disclosure::Bookshelf shelf;
    deadline::Lawbook book;
    std::unique_ptr<Desk> desk;

    [[nodiscard]] disclosure::Drafting drafting() const { return {desk->casework(), book, shelf}; }
};
[[nodiscard]] Expected<Drawer> openDrawer(const Call& call, Vault::Access access);

/// The same with the draft that the first argument names.
struct Drawn
{
    Drawer drawer;
    Id id;
};
[[nodiscard]] Expected<Drawn> openDraft(const Call& call, Vault::Access access);

[[nodiscard]] QJsonObject draftJson(const disclosure::Picture& picture, const Journal& journal);
/// A command about one draft.
[[nodiscard]] Command draftCommand(const QString& word, const QString& summary, Handler run);
[[nodiscard]] Option valued(const QString& name, const QString& value, const QString& help, bool isRequired = false);
/// Spelling, and texts that stood there before.
[[nodiscard]] Commands proofCommands();
/// Approving, recording, exporting.
[[nodiscard]] Commands releaseCommands();

} // namespace bulkhead::ctl
