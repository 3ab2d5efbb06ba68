#pragma once

#include "models/deadline/customers.h"
#include "models/disclosure/checking.h"
#include "models/disclosure/exporting.h"
#include "models/disclosure/naming.h"
#include "models/disclosure/releases.h"

namespace bulkhead::disclosure {

/// What a draft's room reads: templates, rules of claims, who lets what leave.
struct Bookshelf
{
    Templates templates;
    ClaimRules claims;
    Releases releases;
    breach::Questions questions;

    /// From the resource folders. Errors: those of the loaders.
    [[nodiscard]] static Expected<Bookshelf> load();
};
/// Every template, and every file of the folder `disclosure`, below `folder`; counts them.
[[nodiscard]] std::vector<Error> checkShelf(const QString& folder, int& files);

enum class Stand : quint8 {
    Drafting,
    Submitted, ///< waits for signatures
    Approved,
    Sent,
};
[[nodiscard]] QString standId(Stand stand); ///< "drafting", "submitted", "approved", "sent"
[[nodiscard]] QString standName(Stand stand);

/// A figure that says something else than when the text was put up for approval.
struct MovedFact
{
    QString name;
    QString before;
    QString now;
};

/// A draft with all that stands around it, at one time.
struct Picture
{
    Kept<Disclosure> disclosure;
    std::vector<Kept<DisclosureSection>> sections;       ///< those that stand, in their order
    std::vector<Kept<DisclosureClaim>> claims;           ///< those that stand
    std::vector<Kept<DisclosureVersion>> versions;       ///< newest first
    std::vector<Kept<DisclosureApproval>> approvals;     ///< of the newest version, that stand and are validly signed
    std::vector<Kept<DisclosureSending>> sendings;       ///< newest first
    std::vector<Kept<DisclosureSuggestion>> suggestions; ///< open ones
    FactSheet facts;
    qint64 readAt = 0; ///< when all of this stood so
    Stand stand = Stand::Drafting;
    bool isEdited = false;        ///< the text was changed after the newest version was put up: that is void
    std::vector<MovedFact> moved; ///< since the newest version
    std::vector<Role> given;      ///< roles that have signed the newest version
    QStringList missing;          ///< signatures that the newest version still needs, in words

    [[nodiscard]] bool isPrivileged() const { return disclosure.stream.compartment == Compartment::Counsel; }
    [[nodiscard]] const Kept<DisclosureVersion>* newest() const
    {
        return versions.empty() ? nullptr : &versions.front();
    }
    [[nodiscard]] const Kept<DisclosureSection>* section(const QString& key) const;
    /// All that would leave now.
    [[nodiscard]] Text filled() const;
    /// SHA-256 of what a person wrote: sections, recipient, channel, stage, language, zone, next update.
    [[nodiscard]] Bytes source() const;
};

/// What the pictures of an incident's drafts are made of: read once for any number of them.
struct Papers
{
    FactSources sources = {};
    std::vector<Kept<Disclosure>> drafts = {}; ///< as `Drafting::drafts` has them
    std::vector<Kept<DisclosureSection>> sections = {};
    std::vector<Kept<DisclosureClaim>> claims = {};
    std::vector<Kept<DisclosureVersion>> versions = {};
    std::vector<Kept<DisclosureApproval>> approvals = {};
    std::vector<Kept<DisclosureSending>> sendings = {};
    std::vector<Kept<DisclosureSuggestion>> suggestions = {};
};

struct DraftWish
{
    QString templateId = {};
    QString language = QStringLiteral("en");
    QString stage = {}; ///< empty: the template's first
    QString title = {}; ///< empty: the template's, with the customer's name
    Id clock = {};      ///< null: the running clock that the template answers, where there is one
    Id party = {};
    QString recipient = {};
    QString channel = {};
    QString zone = {};
    bool isPrivileged = false; ///< templates of counsel are always
};

struct SendWish
{
    std::optional<qint64> at = {}; ///< empty: now
    QString reference = {};
    Id receipt = {};      ///< Evidence
    QString reasons = {}; ///< of a delay
    QString despite = {}; ///< why although figures have moved
};

/// Drafts of an incident: writing, checking, approving, recording what was sent. Confined to the casework's thread.
///
/// Errors: those of the journal; `disclosure.template`, `disclosure.section`, `disclosure.not-ready` (a check stops
/// it), `disclosure.author` (who wrote it cannot approve it), `disclosure.role`, `disclosure.void` (edited since),
/// `disclosure.not-approved`, `disclosure.moved`, `disclosure.privileged`, `disclosure.break-glass`, `value.empty`.
class Drafting
{
public:
    Drafting(Casework& casework, const deadline::Lawbook& book, const Bookshelf& shelf);

    /// \name Reading
    ///@{
    /// Those of an incident that are not struck, newest first.
    [[nodiscard]] Expected<std::vector<Kept<Disclosure>>> drafts(const Id& incident) const;
    [[nodiscard]] Expected<Picture> picture(const Id& disclosure) const;
    [[nodiscard]] Expected<Papers> papers(const Id& incident) const;
    [[nodiscard]] Picture picture(const Kept<Disclosure>& disclosure, const Papers& papers) const;
    /// With what is stated differently in other drafts of the incident.
    [[nodiscard]] Expected<Check> check(const Picture& picture) const;
    /// Who wrote in its sections: none of them approves it.
    [[nodiscard]] Expected<std::vector<Id>> authors(const Picture& picture) const;
    /// Whether the newest version lacks a signature that whoever is signed in can give: in a role of their own or one
    /// that was lent to them, and not as one of its authors.
    [[nodiscard]] Expected<bool> waitsForMe(const Picture& picture) const;
    /// Who wrote a comment; null where that is not known.
    [[nodiscard]] Id authorOf(const Kept<Comment>& comment) const;
    [[nodiscard]] const Template* templateOf(const Picture& picture) const;
    ///@}

    /// \name Writing
    ///@{
    [[nodiscard]] Expected<Id> begin(const Id& incident, const DraftWish& wish);
    /// One for each customer of the incident to whom a notice is owed or may be and who has no draft of that template.
    [[nodiscard]] Expected<std::vector<Id>> beginForCustomers(const Id& incident, const DraftWish& wish);
    /// A new draft that completes or corrects what was sent.
    [[nodiscard]] Expected<Id> followUp(const Id& disclosure, const QString& stage);
    /// Errors: `disclosure.section`, `markup.too-long`.
    [[nodiscard]] Expected<void> setSection(const Id& disclosure, const QString& key, const QString& markup);
    [[nodiscard]] Expected<void> setDetails(const Id& disclosure, const Disclosure& after);
    /// Adds texts to those that never leave in a redacted export, and takes others out. `value.bad` for texts of less
    /// than two characters.
    [[nodiscard]] Expected<void> redact(const Id& disclosure, const QStringList& added, const QStringList& lifted);
    /// Puts back a text that stood in the section once, as an ordinary edit. `change`: of `sectionHistory`.
    /// `disclosure.no-text`.
    [[nodiscard]] Expected<void> putBack(const Id& disclosure, const QString& key, qint64 change);
    [[nodiscard]] Expected<void> strike(const Id& disclosure, const QString& reason);
    /// The sentence has to stand in the draft.
    [[nodiscard]] Expected<Id> bind(const Id& disclosure, const QString& sentence, const std::vector<Id>& evidence,
                                    const QString& why);
    [[nodiscard]] Expected<void> unbind(const Id& claim);
    /// Lets a sentence (or the title) of a notice to one customer name others, with a reason. It has to stand in the
    /// draft as it would leave, and to name some: `disclosure.sentence`.
    [[nodiscard]] Expected<Id> letName(const Id& disclosure, const QString& sentence, const QString& why);
    [[nodiscard]] Expected<Id> comment(const Id& disclosure, const QString& key, const QString& quote,
                                       const QString& text);
    /// The excerpt has to stand in the section's markup once.
    [[nodiscard]] Expected<Id> suggest(const Id& disclosure, const QString& key, const QString& excerpt,
                                       const QString& replacement, const QString& why);
    [[nodiscard]] Expected<void> decideSuggestion(const Id& suggestion, bool isAccepted);
    ///@}

    /// \name Letting it leave
    ///@{
    [[nodiscard]] Expected<Id> submit(const Id& disclosure);
    /// In a role that is still missing and that the user has or was lent.
    [[nodiscard]] Expected<Id> approve(const Id& disclosure, const Credential& again);
    /// Where less than a quarter of its clock is left and those who have to sign cannot be reached. A task to review it
    /// within a day follows.
    [[nodiscard]] Expected<Id> breakGlass(const Id& disclosure, const QString& reason, const Credential& again);
    /// The newest version, where all signatures are under it and the text was not edited since. Errors:
    /// `disclosure.privileged`, `disclosure.not-submitted`, `disclosure.void` (also where it was struck),
    /// `disclosure.not-approved`.
    [[nodiscard]] static Expected<Kept<DisclosureVersion>> approved(const Picture& picture);
    /// The same, where its figures are what they were as well; else `disclosure.moved`.
    [[nodiscard]] static Expected<Kept<DisclosureVersion>> released(const Picture& picture);
    [[nodiscard]] Expected<void> withdrawApproval(const Id& approval, const QString& reason);
    [[nodiscard]] Expected<Id> lend(const Id& incident, Role role, const Id& borrower, qint64 until,
                                    const QString& reason);
    [[nodiscard]] Expected<std::vector<Kept<RoleLoan>>> loans(const Id& incident) const;
    /// Records it, ends the clock that it answers, starts the next stage.
    [[nodiscard]] Expected<deadline::Submission> recordSending(const Id& disclosure, const SendWish& wish);
    /// A version, or what would leave now where none is named, as a text to export. What is not approved says so.
    /// `disclosure.no-version`.
    [[nodiscard]] Expected<Outgoing> outgoing(const Picture& picture, std::optional<qint64> version,
                                              bool isRedacted) const;
    /// That a file left, with its SHA-256, on the timeline.
    [[nodiscard]] Expected<void> noteExport(const Picture& picture, const QString& title, const QString& format,
                                            const Bytes& hash);
    [[nodiscard]] bool isSignatureValid(const Kept<DisclosureApproval>& approval) const;
    ///@}

    /// What may be offered while time runs out; empty: nothing.
    [[nodiscard]] QString hint(const Picture& picture) const;

private:
    [[nodiscard]] Expected<Weight> weightOf(const Picture& picture) const;
    void standOf(Picture& picture, const Papers& papers) const;
    [[nodiscard]] Expected<void> addDifferences(const Picture& picture, Check& check) const;
    /// Sentences of a notice to one customer, as they would leave, that name others.
    struct NamingSentence
    {
        QString section; ///< empty: the title
        QString text;
        std::vector<Naming> named;
    };
    [[nodiscard]] Expected<std::vector<NamingSentence>> namingSentences(const Picture& picture) const;
    [[nodiscard]] Expected<void> addNamings(const Picture& picture, Check& check) const;
    /// As what the signed-in user would sign.
    struct Signing
    {
        Role role;
        Id loan; ///< null: a role of their own
    };
    /// Nothing where no signature of theirs is missing.
    [[nodiscard]] Expected<std::optional<Signing>> signingOf(const Picture& picture) const;
    /// In which role an approval was signed; nothing where the glass was broken.
    [[nodiscard]] std::optional<Role> roleOf(const DisclosureApproval& approval) const;
    /// Less than a quarter is left of the clock that it answers.
    [[nodiscard]] bool isRunningOut(const Picture& picture) const;
    [[nodiscard]] static Expected<Kept<DisclosureVersion>> current(const Picture& picture);

    Casework& m_casework;
    const deadline::Lawbook& m_book;
    const Bookshelf& m_shelf;
};

} // namespace bulkhead::disclosure
