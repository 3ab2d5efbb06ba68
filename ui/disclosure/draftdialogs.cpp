#include "ui/disclosure/draftdialogs.h"

#include "models/disclosure/comparison.h"
#include "ui/common/fields.h"
#include "ui/common/maskedfield.h"
#include "ui/common/momentedit.h"
#include "ui/common/style.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTextBrowser>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Template;

namespace {
constexpr int formWidth = 560;
constexpr int eachCustomer = -1;

QLineEdit* lineField(const QString& objectName, const QString& text, QWidget* parent)
{
    auto* line = new QLineEdit(text, parent);
    line->setObjectName(objectName);
    return line;
}

QLabel* wrapped(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}
} // namespace

NewDraftDialog::NewDraftDialog(const DraftsPicture& picture, QWidget* parent)
    : FormDialog(tr("New draft"), tr("Begin"), parent)
    , m_books(picture.books)
    , m_template(new QComboBox(this))
    , m_language(new QComboBox(this))
    , m_stage(new QComboBox(this))
    , m_customer(new QComboBox(this))
    , m_recipient(lineField(u"recipient"_s, {}, this))
    , m_channel(lineField(u"channel"_s, {}, this))
    , m_privileged(new QCheckBox(tr("For &counsel only (privileged)"), this))
{
    setObjectName(u"newDraftDialog"_s);
    setMinimumWidth(formWidth);
    m_template->setObjectName(u"template"_s);
    m_language->setObjectName(u"language"_s);
    m_stage->setObjectName(u"stage"_s);
    m_customer->setObjectName(u"customer"_s);
    m_privileged->setObjectName(u"privileged"_s);
    std::set<QString> seen;
    for (const Template& one : m_books->shelf.templates.all()) {
        if (seen.insert(one.id).second) {
            const Template* english = m_books->shelf.templates.find(one.id, u"en"_s);
            m_template->addItem(english ? english->title : one.title, one.id);
        }
    }
    m_language->addItem(tr("English"), u"en"_s);
    m_language->addItem(tr("German"), u"de"_s);
    m_customer->addItem(tr("Nobody in particular"), QVariant::fromValue(Id()));
    m_customer->addItem(tr("Each customer that has none"), eachCustomer);
    for (const Kept<Party>& one : picture.customers) {
        m_customer->addItem(one.value.name, QVariant::fromValue(one.id));
    }
    addRow(tr("&Template"), m_template);
    addRow(tr("&Language"), m_language, tr("Of the document; that of the program stays."));
    addRow(tr("&Stage"), m_stage);
    addRow(tr("C&ustomer"), m_customer);
    addRow(tr("&Recipient"), m_recipient, tr("A signature is for one recipient. It can be given later."));
    addRow(tr("C&hannel"), m_channel, tr("How it goes: web form, e-mail to the privacy contact, …"));
    addRow(QString(), m_privileged,
           tr("Seen by members with the role Legal, and it never leaves. Others can see that sealed changes exist and "
              "when, nothing more. A label is not privilege."));
    connect(m_template, &QComboBox::currentIndexChanged, this, &NewDraftDialog::refresh);
    connect(m_language, &QComboBox::currentIndexChanged, this, &NewDraftDialog::refresh);
    setValidator([this] {
        const Template* head = chosen();
        if (!head) {
            return tr("This template is not there in this language.");
        }
        return head->isPerCustomer && !isForEachCustomer() && wish().party.isNull()
            ? tr("This text is written for one customer: choose one, or each.")
            : QString();
    });
    refresh();
}

const Template* NewDraftDialog::chosen() const
{
    return m_books->shelf.templates.find(m_template->currentData().toString(), m_language->currentData().toString());
}

void NewDraftDialog::refresh()
{
    const Template* head = chosen();
    m_stage->clear();
    if (!head) {
        setIntroduction({});
        return;
    }
    for (const QString& stage : head->stages) {
        m_stage->addItem(disclosure::stageName(stage), stage);
    }
    m_stage->setEnabled(!head->stages.isEmpty());
    m_privileged->setChecked(head->isPrivileged());
    m_privileged->setEnabled(!head->isPrivileged());
    if (head->isPerCustomer && m_customer->currentIndex() == 0) {
        m_customer->setCurrentIndex(1);
    } else if (!head->isPerCustomer && m_customer->currentIndex() == 1) {
        m_customer->setCurrentIndex(0);
    }
    QString about = tr("Source: %1. Version %2.").arg(head->source, head->version);
    about += u' '
        + (head->reviewedBy.isEmpty() ? tr("No lawyer has reviewed it.") : tr("Reviewed by %1.").arg(head->reviewedBy));
    if (head->isDraftGuidance) {
        about += u' ' + tr("It follows guidance that is itself a draft.");
    }
    if (head->from.isValid()) {
        about += u' ' + tr("The duty applies from %1.").arg(QLocale().toString(head->from, QLocale::ShortFormat));
    }
    setIntroduction(about);
}

disclosure::DraftWish NewDraftDialog::wish() const
{
    return {.templateId = m_template->currentData().toString(),
            .language = m_language->currentData().toString(),
            .stage = m_stage->currentData().toString(),
            .party = isForEachCustomer() ? Id() : m_customer->currentData().value<Id>(),
            .recipient = m_recipient->text().trimmed(),
            .channel = m_channel->text().trimmed(),
            .isPrivileged = m_privileged->isChecked()};
}

bool NewDraftDialog::isForEachCustomer() const
{
    return m_customer->currentIndex() == 1;
}

DetailsDialog::DetailsDialog(const Disclosure& before, QWidget* parent)
    : FormDialog(tr("Details of the draft"), tr("Save"), parent)
    , m_before(before)
    , m_title(lineField(u"title"_s, before.title, this))
    , m_recipient(lineField(u"recipient"_s, before.recipient, this))
    , m_channel(lineField(u"channel"_s, before.channel, this))
    , m_zone(lineField(u"zone"_s, before.zone, this))
    , m_next(new MomentEdit(tr("Next update"), true, this))
    , m_redactions(proseField(u"redactions"_s, this))
{
    setObjectName(u"detailsDialog"_s);
    setMinimumWidth(formWidth);
    m_next->setMoment(before.nextUpdate);
    m_redactions->setPlainText(before.redactions.join(u'\n'));
    addRow(tr("&Title"), m_title);
    addRow(tr("&Recipient"), m_recipient);
    addRow(tr("C&hannel"), m_channel);
    addRow(tr("Time &zone"), m_zone, tr("Its instants are written in it, with UTC beside: Europe/Berlin. Empty: UTC."));
    addRow(tr("&Next update"), m_next, tr("When the recipient hears more."));
    addRow(tr("Re&dactions"), m_redactions, tr("One text a line. A redacted export holds a bar in its place."));
    setValidator([this] { return m_title->text().trimmed().isEmpty() ? tr("Give it a title.") : m_next->problem(); });
}

Disclosure DetailsDialog::details() const
{
    Disclosure after = m_before;
    after.title = m_title->text().trimmed();
    after.recipient = m_recipient->text().trimmed();
    after.channel = m_channel->text().trimmed();
    after.zone = m_zone->text().trimmed();
    after.nextUpdate = m_next->moment();
    after.redactions.clear();
    for (const QString& line : m_redactions->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty()) {
            after.redactions.append(line.trimmed());
        }
    }
    return after;
}

BindDialog::BindDialog(const QString& sentence, const QString& needs, const std::vector<Kept<Evidence>>& evidence,
                       QWidget* parent)
    : FormDialog(tr("Bind a sentence to evidence"), tr("Bind"), parent)
    , m_evidence(new EvidenceList(evidence, {}, this))
    , m_why(proseField(u"why"_s, this))
{
    setObjectName(u"bindDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(u"“%1”"_s.arg(sentence));
    if (!needs.isEmpty()) {
        addWidget(wrapped(needs, this));
    }
    if (m_evidence->count() > 0) {
        addRow(tr("&Evidence"), m_evidence, tr("Space ticks a piece."));
    } else {
        addWidget(wrapped(tr("The incident has no evidence yet. Add it in the room Evidence first."), this));
    }
    addRow(tr("Wh&y"), m_why, tr("How it carries the sentence."));
    setValidator([this] {
        return m_evidence->ticked().empty() ? tr("Tick the evidence that carries the sentence.") : QString();
    });
}

std::vector<Id> BindDialog::evidence() const
{
    return m_evidence->ticked();
}

QString BindDialog::why() const
{
    return m_why->toPlainText().trimmed();
}

RemarkDialog::RemarkDialog(const QString& quote, bool isSuggestion, QWidget* parent)
    : FormDialog(isSuggestion ? tr("Suggest other words") : tr("Comment"), isSuggestion ? tr("Suggest") : tr("Comment"),
                 parent)
    , m_text(proseField(u"text"_s, this))
{
    setObjectName(u"remarkDialog"_s);
    setMinimumWidth(formWidth);
    if (!quote.isEmpty()) {
        setIntroduction(u"“%1”"_s.arg(quote));
    }
    if (isSuggestion) {
        m_text->setPlainText(quote);
        addRow(tr("&Instead"), m_text, tr("What should stand there; empty takes the words out."));
        m_why = proseField(u"why"_s, this);
        addRow(tr("Wh&y"), m_why);
    } else {
        addRow(tr("&Comment"), m_text);
        setValidator([this] { return text().isEmpty() ? tr("Write what you want to say.") : QString(); });
    }
    m_text->setFocus();
}

QString RemarkDialog::text() const
{
    return m_text->toPlainText().trimmed();
}

QString RemarkDialog::why() const
{
    return m_why ? m_why->toPlainText().trimmed() : QString();
}

LetNameDialog::LetNameDialog(const QString& sentence, QWidget* parent)
    : FormDialog(tr("Another customer is named"), tr("Let it stand"), parent)
    , m_why(proseField(u"why"_s, this))
{
    setObjectName(u"letNameDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(u"“%1”"_s.arg(sentence));
    addRow(tr("&Reason"), m_why,
           tr("Why this customer may learn of the other. It stands beside the text for those who sign it."));
    setValidator([this] { return why().isEmpty() ? tr("Say why.") : QString(); });
    m_why->setFocus();
}

QString LetNameDialog::why() const
{
    return m_why->toPlainText().trimmed();
}

ApproveDialog::ApproveDialog(const disclosure::Picture& picture, bool isBreakGlass, QWidget* parent)
    : FormDialog(isBreakGlass ? tr("Release without signatures") : tr("Approve"),
                 isBreakGlass ? tr("Break the glass") : tr("Sign and approve"), parent)
    , m_passphrase(new PassphraseEdit(tr("Your passphrase"), this))
{
    setObjectName(u"approveDialog"_s);
    setMinimumWidth(formWidth);
    const DisclosureVersion& version = picture.newest()->value;
    setIntroduction(isBreakGlass
                        ? tr("%1 leaves without the signature of %2. It is recorded, everybody sees it, and a task to "
                             "review it within a day follows.")
                              .arg(version.title, picture.missing.join(", "_L1))
                        : tr("Your signature is under exactly this: %1, to %2%3. Any edit voids it.")
                              .arg(version.title, version.recipient,
                                   version.channel.isEmpty() ? QString() : u", "_s + version.channel));
    auto* text = new QTextBrowser(this);
    text->setObjectName(u"document"_s);
    text->setAccessibleName(tr("The text as it would leave"));
    text->setMarkdown(version.document);
    text->setMinimumHeight(220);
    addWidget(text);
    QStringList remarks;
    for (const disclosure::MovedFact& one : picture.moved) {
        remarks.append(
            tr("%1 was “%2” and is “%3” now.").arg(disclosure::FactSheet::labelOf(one.name), one.before, one.now));
    }
    remarks += version.warnings;
    if (!remarks.isEmpty()) {
        constexpr qsizetype most = 6;
        addWidget(wrapped(tr("It was put up with these notes:") + u'\n'
                              + remarks.first(std::min(most, remarks.size())).join(u'\n'),
                          this));
    }
    addWidget(wrapped(tr("Checked by %1.").arg(version.rules) + u'\n'
                          + tr("SHA-256 %1").arg(QString::fromLatin1(version.contentHash().toHex())),
                      this));
    if (isBreakGlass) {
        m_reason = proseField(u"reason"_s, this);
        addRow(tr("&Reason"), m_reason, tr("Whom you tried to reach, and why it cannot wait."));
    }
    m_passphrase->setObjectName(u"passphrase"_s);
    addRow(tr("Your &passphrase"), m_passphrase, tr("It is signed with your own key."));
    connect(m_passphrase, &PassphraseEdit::submitted, mainButton(), [this] { mainButton()->click(); });
    setValidator([this] {
        if (m_reason && reason().isEmpty()) {
            return tr("Say whom you tried to reach, and why it cannot wait.");
        }
        return m_passphrase->isEmpty() ? tr("Type your passphrase: it is signed with your key.") : QString();
    });
}

QString ApproveDialog::reason() const
{
    return m_reason ? m_reason->toPlainText().trimmed() : QString();
}

Credential ApproveDialog::takeCredential()
{
    Credential credential;
    credential.passphrase = m_passphrase->take();
    return credential;
}

SentDialog::SentDialog(const disclosure::Picture& picture, const std::vector<Kept<Evidence>>& evidence, qint64 now,
                       QWidget* parent)
    : FormDialog(tr("It was sent"), tr("Record"), parent)
    , m_at(new MomentEdit(tr("Sent at"), false, this))
    , m_reference(lineField(u"reference"_s, {}, this))
    , m_receipt(new QComboBox(this))
    , m_reasons(proseField(u"reasons"_s, this))
{
    setObjectName(u"sentDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(tr("%1 to %2. The program sends nothing: it records that you did, ends the clock that this answers "
                       "and starts the next stage's.")
                        .arg(picture.newest()->value.title, picture.newest()->value.recipient));
    m_at->setMoment(now);
    m_receipt->setObjectName(u"receipt"_s);
    m_receipt->addItem(tr("None"), QVariant::fromValue(Id()));
    for (const Kept<Evidence>& one : evidence) {
        if (!one.value.isStruck) {
            m_receipt->addItem(one.value.name, QVariant::fromValue(one.id));
        }
    }
    addRow(tr("&Sent at"), m_at);
    addRow(tr("&Reference"), m_reference, tr("Case number, message id."));
    addRow(tr("Re&ceipt"), m_receipt, tr("Evidence that holds it."));
    addRow(tr("Reasons of a &delay"), m_reasons, tr("Needed where it was due before."));
    if (!picture.moved.empty()) {
        m_despite = proseField(u"despite"_s, this);
        addRow(tr("&Why as it was"), m_despite,
               tr("Figures have moved since it was approved: say why it went out as it was."));
    }
    setValidator([this] {
        return m_despite && m_despite->toPlainText().trimmed().isEmpty()
            ? tr("Say why it went out although figures have moved.")
            : m_at->problem();
    });
}

disclosure::SendWish SentDialog::wish() const
{
    return {.at = m_at->moment(),
            .reference = m_reference->text().trimmed(),
            .receipt = m_receipt->currentData().value<Id>(),
            .reasons = m_reasons->toPlainText().trimmed(),
            .despite = m_despite ? m_despite->toPlainText().trimmed() : QString()};
}

LendDialog::LendDialog(Roles own, const std::map<Id, QString>& members, QWidget* parent)
    : FormDialog(tr("Lend a role"), tr("Lend"), parent)
    , m_role(new QComboBox(this))
    , m_member(memberBox(members, {}, this))
    , m_hours(new QSpinBox(this))
    , m_reason(proseField(u"reason"_s, this))
{
    setObjectName(u"lendDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(tr("They may sign drafts of this incident in your place until the time is over. It opens no "
                       "compartment, and everybody sees it."));
    m_role->setObjectName(u"role"_s);
    for (const Role role : disclosure::signingRoles()) {
        if (own.has(role)) {
            m_role->addItem(roleName(role), static_cast<int>(role));
        }
    }
    m_member->setObjectName(u"member"_s);
    m_hours->setObjectName(u"hours"_s);
    constexpr int longest = 14 * 24, usual = 8;
    m_hours->setRange(1, longest);
    m_hours->setValue(usual);
    addRow(tr("&Role"), m_role);
    addRow(tr("&To"), m_member);
    addRow(tr("For &hours"), m_hours);
    addRow(tr("Wh&y"), m_reason);
    setValidator([this] {
        return m_role->count() == 0 ? tr("You have no role that signs.")
            : borrower().isNull()   ? tr("Choose whom to lend it to.")
            : reason().isEmpty()    ? tr("Say why.")
                                    : QString();
    });
}

Role LendDialog::role() const
{
    return static_cast<Role>(m_role->currentData().toInt());
}

Id LendDialog::borrower() const
{
    return m_member->currentData().value<Id>();
}

qint64 LendDialog::hours() const
{
    return m_hours->value();
}

QString LendDialog::reason() const
{
    return m_reason->toPlainText().trimmed();
}

OrganisationDialog::OrganisationDialog(const std::map<QString, QString>& known, QWidget* parent)
    : FormDialog(tr("What drafts say of the organisation"), tr("Save"), parent)
    , m_known(known)
{
    setObjectName(u"organisationDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(tr("It holds in all incidents of this vault."));
    for (const QString& name : disclosure::organisationFacts()) {
        const auto found = known.find(name);
        auto* line = lineField(name, found == known.end() ? QString() : found->second, this);
        m_lines.emplace(name, line);
        addRow(disclosure::FactSheet::labelOf(name), line);
    }
}

std::map<QString, QString> OrganisationDialog::changed() const
{
    std::map<QString, QString> result;
    for (const auto& [name, line] : m_lines) {
        const auto found = m_known.find(name);
        if (line->text().trimmed() != (found == m_known.end() ? QString() : found->second)) {
            result.emplace(name, line->text().trimmed());
        }
    }
    return result;
}

QComboBox* formatBox(QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(u"format"_s);
    box->addItem(ExportDialog::tr("PDF (archive format PDF/A-1b, without tags)"), u"pdf"_s);
    box->addItem(ExportDialog::tr("OpenDocument (accessible)"), u"odt"_s);
    box->addItem(ExportDialog::tr("Word"), u"docx"_s);
    box->addItem(ExportDialog::tr("Markdown"), u"md"_s);
    box->addItem(ExportDialog::tr("Plain text"), u"txt"_s);
    return box;
}

ExportDialog::ExportDialog(const disclosure::Picture& picture, QWidget* parent)
    : FormDialog(tr("The text leaves the vault"), tr("Choose a file…"), parent)
    , m_format(formatBox(this))
    , m_version(new QComboBox(this))
    , m_redacted(new QCheckBox(tr("&Without the redacted texts"), this))
{
    setObjectName(u"exportDialog"_s);
    setMinimumWidth(formWidth);
    setIntroduction(tr("The file is not encrypted and readable by you alone. Its SHA-256 goes on the timeline. What is "
                       "not approved says so at its head."));
    m_version->setObjectName(u"version"_s);
    m_redacted->setObjectName(u"redacted"_s);
    if (picture.isEdited || picture.versions.empty()) {
        m_version->addItem(tr("The draft as it is"));
    }
    for (const Kept<DisclosureVersion>& one : picture.versions) {
        m_version->addItem(one.value.title, one.value.number);
    }
    m_redacted->setEnabled(!picture.disclosure.value.redactions.isEmpty());
    addRow(tr("&Format"), m_format);
    addRow(tr("&Version"), m_version);
    addRow(QString(), m_redacted,
           m_redacted->isEnabled() ? tr("A bar stands in their place; nothing is left behind it.")
                                   : tr("None are listed: see Details."));
}

QString ExportDialog::format() const
{
    return m_format->currentData().toString();
}

std::optional<qint64> ExportDialog::version() const
{
    const QVariant number = m_version->currentData();
    return number.isValid() ? std::optional(number.toLongLong()) : std::nullopt;
}

bool ExportDialog::isRedacted() const
{
    return m_redacted->isChecked();
}

CompareDialog::CompareDialog(const disclosure::Picture& picture, QWidget* parent)
    : FormDialog(tr("Compare versions"), tr("Print…"), parent)
{
    setObjectName(u"compareDialog"_s);
    constexpr int width = 860, height = 480;
    setMinimumWidth(width);
    auto* from = new QComboBox(this);
    auto* to = new QComboBox(this);
    from->setObjectName(u"from"_s);
    to->setObjectName(u"to"_s);
    to->addItem(tr("The draft as it is"), disclosure::writeMarkup(picture.filled()));
    for (const Kept<DisclosureVersion>& one : picture.versions) {
        from->addItem(one.value.title, one.value.document);
        to->addItem(one.value.title, one.value.document);
    }
    auto* text = new QTextBrowser(this);
    text->setObjectName(u"comparison"_s);
    text->setAccessibleName(tr("What was removed and what was added"));
    text->setMinimumHeight(height);
    addRow(tr("&From"), from);
    addRow(tr("&To"), to);
    addWidget(text);
    const auto refresh = [this, from, to, text, title = picture.disclosure.value.title,
                          language = picture.disclosure.value.language] {
        m_html = disclosure::comparisonHtml(
            disclosure::compareWords(from->currentData().toString(), to->currentData().toString()), title, language);
        text->setHtml(m_html);
    };
    connect(from, &QComboBox::currentIndexChanged, this, refresh);
    connect(to, &QComboBox::currentIndexChanged, this, refresh);
    refresh();
}

FactPicker::FactPicker(const disclosure::FactSheet& facts, QWidget* parent)
    : FormDialog(tr("Insert a fact"), tr("Insert"), parent)
    , m_words(lineField(u"words"_s, {}, this))
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(u"factPicker"_s);
    setMinimumWidth(formWidth);
    for (const auto& [name, value] : facts.all()) {
        auto* item = new QStandardItem(u"%1 — %2"_s.arg(disclosure::FactSheet::labelOf(name), value.text.left(120)));
        item->setData(name, Qt::UserRole);
        item->setToolTip(u"{%1}\n%2"_s.arg(name, value.text));
        item->setEditable(false);
        m_model->appendRow(item);
    }
    m_model->sort(0);
    auto* proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_model);
    proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setObjectName(u"facts"_s);
    m_list->setModel(proxy);
    m_list->setAccessibleName(tr("Facts"));
    m_list->setMinimumHeight(260);
    m_list->setCurrentIndex(proxy->index(0, 0));
    addRow(tr("&Find"), m_words);
    addWidget(m_list);
    connect(m_words, &QLineEdit::textChanged, this, [this, proxy](const QString& words) {
        proxy->setFilterFixedString(words);
        m_list->setCurrentIndex(proxy->index(0, 0));
    });
    connect(m_list, &QListView::activated, mainButton(), [this] { mainButton()->click(); });
    setValidator([this] { return fact().isEmpty() ? tr("No fact is called so.") : QString(); });
    m_words->setFocus();
}

QString FactPicker::fact() const
{
    return m_list->currentIndex().data(Qt::UserRole).toString();
}

} // namespace bulkhead
