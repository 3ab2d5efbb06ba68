#include "models/base/csv.h"
#include "models/base/digest.h"
#include "models/disclosure/exporting.h"
#include "models/incident/session.h"
#include "models/provenance/registry/privatefile.h"
#include "ui/common/banner.h"
#include "ui/common/formdialog.h"
#include "ui/common/printing.h"
#include "ui/disclosure/counseldialog.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/draftdialogs.h"
#include "ui/disclosure/sectioneditor.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;
using disclosure::Span;

template<typename Work> void DisclosurePage::write(QObject* context, Work work, std::function<void(bool)> done)
{
    m_context.session.write(
        context,
        [books = m_picture.books, work = std::move(work)](Casework& casework) {
            Drafting drafting(casework, books->law, books->shelf);
            return work(drafting);
        },
        [this, done = std::move(done)](const auto& result) {
            if (!result) {
                m_banner->showError(result.error());
            }
            if (done) {
                done(result.has_value());
            }
        });
}

template<typename Work> void DisclosurePage::submitted(FormDialog* dialog, Work work, const QString& said)
{
    dialog->setBusy(true);
    m_context.session.write(
        dialog,
        [books = m_picture.books, work = std::move(work)](Casework& casework) {
            Drafting drafting(casework, books->law, books->shelf);
            return work(drafting);
        },
        [this, dialog, said](const auto& result) {
            dialog->finish(result);
            if (result && !said.isEmpty()) {
                Q_EMIT announced(said);
            }
        });
}

void DisclosurePage::begin()
{
    if (!m_picture.books) {
        return;
    }
    auto* dialog = new NewDraftDialog(m_picture, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        const bool isForEach = dialog->isForEachCustomer();
        m_context.session.write(
            dialog,
            [books = m_picture.books, incident = m_incident, wish = dialog->wish(),
             isForEach](Casework& casework) -> Expected<std::vector<Id>> {
                Drafting drafting(casework, books->law, books->shelf);
                if (isForEach) {
                    return drafting.beginForCustomers(incident, wish);
                }
                TRY(const Id id, drafting.begin(incident, wish));
                return std::vector{id};
            },
            [this, dialog](const Expected<std::vector<Id>>& begun) {
                dialog->finish(begun);
                if (begun && !begun->empty()) {
                    m_wanted = begun->front();
                    m_section.clear();
                    reload();
                    Q_EMIT announced(tr("Begun: %n draft(s).", nullptr, static_cast<int>(begun->size())));
                } else if (begun) {
                    Q_EMIT announced(tr("Nothing to begin: all customers have one, or are owed none."));
                }
            });
    });
    dialog->open();
}

void DisclosurePage::editDetails()
{
    if (!open()) {
        return;
    }
    auto* dialog = new DetailsDialog(open()->disclosure.value, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = open()->disclosure.id] {
        submitted(dialog,
                  [id, after = dialog->details()](Drafting& drafting) { return drafting.setDetails(id, after); }, {});
    });
    dialog->open();
}

void DisclosurePage::editOrganisation()
{
    auto* dialog = new OrganisationDialog(m_picture.organisation, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [changed = dialog->changed()](Casework& casework) -> Expected<void> {
                for (const auto& [name, value] : changed) {
                    CHECK_OK(disclosure::setOrganisation(casework, name, value));
                }
                return {};
            },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void DisclosurePage::insertFact()
{
    if (!open() || m_editor->isReadOnly()) {
        return;
    }
    auto* dialog = new FactPicker(open()->facts, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_editor->insertMark({.kind = Span::Kind::Chip, .text = dialog->fact()});
        dialog->accept();
    });
    dialog->open();
}

void DisclosurePage::insertLater()
{
    if (open() && !m_editor->isReadOnly()) {
        m_editor->insertMark({.kind = Span::Kind::Later});
    }
}

void DisclosurePage::nextGap()
{
    m_editor->selectNextGap();
    m_editor->setFocus();
}

void DisclosurePage::bold()
{
    m_editor->toggleBold();
}

void DisclosurePage::italic()
{
    m_editor->toggleItalic();
}

void DisclosurePage::list()
{
    m_editor->toggleList(false);
}

void DisclosurePage::numbers()
{
    m_editor->toggleList(true);
}

void DisclosurePage::heading()
{
    m_editor->toggleHeading();
}

void DisclosurePage::find()
{
    auto* dialog = new FormDialog(tr("Find and replace"), tr("Find next"), this);
    dialog->setObjectName(u"findDialog"_s);
    auto* words = new QLineEdit(m_editor->textCursor().selectedText(), dialog);
    words->setObjectName(u"words"_s);
    auto* instead = new QLineEdit(dialog);
    instead->setObjectName(u"instead"_s);
    dialog->addRow(tr("&Find"), words);
    dialog->addRow(tr("&Replace by"), instead, tr("Ctrl+R replaces what is found; empty takes it out."));
    auto* replace = new QAction(tr("Replace"), dialog);
    replace->setShortcut(QKeySequence(u"Ctrl+R"_s));
    dialog->addAction(replace);
    const auto next = [this, words, dialog] {
        if (words->text().isEmpty()) {
            return;
        }
        if (!m_editor->find(words->text())) {
            m_editor->moveCursor(QTextCursor::Start);
            if (!m_editor->find(words->text())) {
                dialog->showProblem(tr("These words do not stand in this section."));
            }
        }
    };
    connect(dialog, &FormDialog::submitted, this, next);
    connect(replace, &QAction::triggered, this, [this, words, instead, next] {
        QTextCursor cursor = m_editor->textCursor();
        if (!m_editor->isReadOnly() && cursor.selectedText().compare(words->text(), Qt::CaseInsensitive) == 0) {
            cursor.insertText(instead->text());
        }
        next();
    });
    dialog->open();
}

void DisclosurePage::bind()
{
    if (!open()) {
        return;
    }
    const QString sentence = m_editor->chosenWords();
    if (sentence.isEmpty()) {
        return;
    }
    QString needs;
    for (const disclosure::Finding& one : m_picture.check.findings) {
        if (one.text == sentence) {
            needs = one.needs;
        }
    }
    save([this, sentence, needs] {
        auto* dialog = new BindDialog(sentence, needs, m_picture.evidence, this);
        connect(dialog, &FormDialog::submitted, this, [this, dialog, sentence, id = open()->disclosure.id] {
            submitted(
                dialog,
                [id, sentence, evidence = dialog->evidence(), why = dialog->why()](Drafting& drafting) {
                    return drafting.bind(id, sentence, evidence, why);
                },
                tr("The sentence is bound."));
        });
        dialog->open();
    });
}

void DisclosurePage::comment()
{
    if (!open()) {
        return;
    }
    const QString quote = m_editor->textCursor().hasSelection() ? m_editor->chosenWords() : QString();
    auto* dialog = new RemarkDialog(quote, false, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, quote, id = open()->disclosure.id, key = m_section] {
        submitted(dialog,
                  [id, key, quote, text = dialog->text()](Drafting& drafting) {
                      return drafting.comment(id, key, quote, text);
                  },
                  {});
    });
    dialog->open();
}

void DisclosurePage::letName(const QString& sentence)
{
    auto* dialog = new LetNameDialog(sentence, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, sentence, id = open()->disclosure.id] {
        submitted(
            dialog,
            [id, sentence, why = dialog->why()](Drafting& drafting) { return drafting.letName(id, sentence, why); },
            tr("The sentence may name them."));
    });
    dialog->open();
}

void DisclosurePage::suggest()
{
    if (!open() || !m_editor->textCursor().hasSelection()) {
        Q_EMIT announced(tr("Select the words first that you would say differently."));
        return;
    }
    const QString quote = m_editor->chosenWords();
    save([this, quote] {
        auto* dialog = new RemarkDialog(quote, true, this);
        connect(dialog, &FormDialog::submitted, this,
                [this, dialog, quote, id = open()->disclosure.id, key = m_section] {
                    submitted(
                        dialog,
                        [id, key, quote, text = dialog->text(), why = dialog->why()](Drafting& drafting) {
                            return drafting.suggest(id, key, quote, text, why);
                        },
                        tr("Suggested."));
                });
        dialog->open();
    });
}

void DisclosurePage::decide(const Id& suggestion)
{
    const auto found = std::ranges::find(open()->suggestions, suggestion, &Kept<DisclosureSuggestion>::id);
    auto* dialog = new FormDialog(tr("A suggestion"), tr("Put it into the text"), this);
    dialog->setObjectName(u"suggestionDialog"_s);
    dialog->setIntroduction(
        tr("“%1” would become “%2”. %3").arg(found->value.excerpt, found->value.replacement, found->value.why));
    auto* reject = new QPushButton(tr("&Leave the text as it is"), dialog);
    reject->setObjectName(u"reject"_s);
    dialog->addWidget(reject);
    const auto decideSo = [this, dialog, suggestion](bool isAccepted) {
        submitted(
            dialog,
            [suggestion, isAccepted](Drafting& drafting) { return drafting.decideSuggestion(suggestion, isAccepted); },
            {});
    };
    connect(dialog, &FormDialog::submitted, this, [this, decideSo] { save([decideSo] { decideSo(true); }); });
    connect(reject, &QPushButton::clicked, this, [decideSo] { decideSo(false); });
    dialog->open();
}

void DisclosurePage::submit()
{
    if (!open()) {
        return;
    }
    save([this] {
        write(
            this, [id = open()->disclosure.id](Drafting& drafting) { return drafting.submit(id); },
            [this](bool isDone) {
                if (isDone) {
                    m_banner->dismiss();
                    Q_EMIT announced(tr("It waits for signatures."));
                }
            });
    });
}

void DisclosurePage::approve()
{
    if (!open() || !open()->newest()) {
        return;
    }
    auto* dialog = new ApproveDialog(*open(), false, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = open()->disclosure.id] {
        submitted(
            dialog, [id, again = dialog->takeCredential()](Drafting& drafting) { return drafting.approve(id, again); },
            tr("Approved and signed."));
    });
    dialog->open();
}

void DisclosurePage::withdraw()
{
    if (!open()) {
        return;
    }
    const auto mine = std::ranges::find_if(
        open()->approvals, [this](const auto& one) { return one.value.approvedBy == m_context.session.user(); });
    if (mine == open()->approvals.end()) {
        Q_EMIT announced(tr("You have not signed the newest version."));
        return;
    }
    askForStrikeReason(this, mine->value.title, [this, id = mine->id](FormDialog* dialog, const QString& reason) {
        submitted(dialog, [id, reason](Drafting& drafting) { return drafting.withdrawApproval(id, reason); }, {});
    });
}

void DisclosurePage::breakGlass()
{
    if (!open() || !open()->newest()) {
        return;
    }
    auto* dialog = new ApproveDialog(*open(), true, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = open()->disclosure.id] {
        submitted(
            dialog,
            [id, reason = dialog->reason(), again = dialog->takeCredential()](Drafting& drafting) {
                return drafting.breakGlass(id, reason, again);
            },
            tr("Released; a task to review it follows."));
    });
    dialog->open();
}

void DisclosurePage::lend()
{
    std::map<Id, QString> others = m_picture.members;
    others.erase(m_context.session.user());
    auto* dialog = new LendDialog(m_context.session.roles(), others, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        constexpr qint64 hour = 3'600'000;
        submitted(
            dialog,
            [incident = m_incident, role = dialog->role(), to = dialog->borrower(),
             until = m_context.session.clock().now() + dialog->hours() * hour, reason = dialog->reason()](
                Drafting& drafting) { return drafting.lend(incident, role, to, until, reason); },
            tr("Lent."));
    });
    dialog->open();
}

void DisclosurePage::counsel()
{
    m_context.session.read(
        this, [incident = m_incident](const Casework& casework) { return counselReaders(casework, incident); },
        [this, incident = m_incident](const Expected<CounselReaders>& who) {
            if (!who) {
                m_banner->showError(who.error());
                return;
            }
            auto* dialog = new CounselDialog(*who, this);
            connect(dialog, &FormDialog::submitted, this, [this, dialog, incident] {
                dialog->setBusy(true);
                m_context.session.write(
                    dialog,
                    [incident, member = dialog->member(), reason = dialog->reason(), until = dialog->until()](
                        Casework& casework) { return letIntoCounsel(casework, incident, member, reason, until); },
                    [dialog](const Expected<Id>& done) { dialog->finish(done); });
            });
            connect(dialog, &CounselDialog::takeOutWanted, this, [this, dialog](const Id& member, const QString& name) {
                takeOutOfCounselWith(dialog, member, name);
            });
            dialog->open();
        });
}

void DisclosurePage::takeOutOfCounselWith(FormDialog* dialog, const Id& member, const QString& name)
{
    auto* ask = new FormDialog(tr("Take %1 out").arg(name), tr("Take out"), dialog);
    ask->setObjectName(u"takeOutDialog"_s);
    auto* reason = new QPlainTextEdit(ask);
    reason->setObjectName(u"reason"_s);
    reason->setTabChangesFocus(true);
    ask->addRow(tr("&Reason"), reason, tr("It stands in the compartment."));
    ask->setValidator([reason] { return reason->toPlainText().trimmed().isEmpty() ? tr("Say why.") : QString(); });
    connect(ask, &FormDialog::submitted, this, [this, dialog, ask, reason, member, incident = m_incident] {
        ask->setBusy(true);
        m_context.session.write(
            ask,
            [incident, member, why = reason->toPlainText()](Casework& casework) {
                return takeOutOfCounsel(casework, incident, member, why);
            },
            [dialog = QPointer<FormDialog>(dialog), ask](const Expected<void>& done) {
                ask->finish(done);
                if (done && dialog) {
                    dialog->accept();
                }
            });
    });
    ask->open();
}

void DisclosurePage::recordSent()
{
    if (!open() || !open()->newest()) {
        return;
    }
    auto* dialog = new SentDialog(*open(), m_picture.evidence, m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = open()->disclosure.id] {
        submitted(
            dialog, [id, wish = dialog->wish()](Drafting& drafting) { return drafting.recordSending(id, wish); },
            tr("Recorded as sent."));
    });
    dialog->open();
}

void DisclosurePage::followUp()
{
    if (!open()) {
        return;
    }
    save([this] {
        m_context.session.write(
            this,
            [books = m_picture.books, id = open()->disclosure.id](Casework& casework) {
                return Drafting(casework, books->law, books->shelf).followUp(id, {});
            },
            [this](const Expected<Id>& begun) {
                if (begun) {
                    m_wanted = *begun;
                    m_section.clear();
                    reload();
                } else {
                    m_banner->showError(begun.error());
                }
            });
    });
}

void DisclosurePage::compare()
{
    if (!open() || open()->versions.empty()) {
        Q_EMIT announced(tr("Nothing has been put up for approval yet: there is one text only."));
        return;
    }
    auto* dialog = new CompareDialog(*open(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        if (open()->isPrivileged()) {
            dialog->showProblem(tr("What is privileged does not leave."));
            return;
        }
        printFromVault(this, m_context.session, m_incident,
                       {tr("The comparison leaves the vault"), m_picture.codeName,
                        [html = dialog->html()] { return html; },
                        tr("A comparison of “%1” was printed.").arg(open()->disclosure.value.title)},
                       [this](const Error& error) { m_banner->showError(error); });
    });
    dialog->open();
}

void DisclosurePage::writeFile(const QString& suffix, const QString& title, const QByteArray& bytes,
                               const QString& what)
{
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(m_picture.codeName.simplified().replace(u' ', u'-').toLower() + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id = open()->disclosure.id, bytes, what, suffix](const QString& path) {
                QSaveFile file(path);
                auto written = provenance::writePrivately(file, bytes);
                if (written && !file.commit()) {
                    written = provenance::writeFailed(file);
                }
                if (!written) {
                    m_banner->showError(written.error());
                    return;
                }
                write(
                    this,
                    [id, what, suffix, hash = sha256(bytes)](Drafting& drafting) -> Expected<void> {
                        TRY(const auto picture, drafting.picture(id));
                        return drafting.noteExport(picture, what, suffix, hash);
                    },
                    [this, path](bool isDone) {
                        if (isDone) {
                            Q_EMIT announced(tr("Written to %1, readable by you alone.").arg(path));
                        }
                    });
            });
    dialog->open();
}

void DisclosurePage::exportDraft()
{
    if (!open()) {
        return;
    }
    if (open()->isPrivileged()) {
        m_banner->showText(Tone::Warn, tr("What is privileged does not leave."),
                           tr("Write what may leave in a draft of its own."));
        return;
    }
    save([this] {
        auto* dialog = new ExportDialog(*open(), this);
        connect(dialog, &FormDialog::submitted, this, [this, dialog] {
            struct Leaving
            {
                QString title;
                QByteArray bytes;
            };
            dialog->setBusy(true);
            // The file is made on the lane: laying out pages takes longer than a window may wait.
            m_context.session.read(
                dialog,
                [books = m_picture.books, id = open()->disclosure.id, version = dialog->version(),
                 format = dialog->format(),
                 isRedacted = dialog->isRedacted()](Casework& casework) -> Expected<Leaving> {
                    const Drafting drafting(casework, books->law, books->shelf);
                    TRY(const auto picture, drafting.picture(id));
                    TRY(const auto outgoing, drafting.outgoing(picture, version, isRedacted));
                    TRY(auto bytes, disclosure::exported(outgoing, format));
                    return Leaving{outgoing.title, std::move(bytes)};
                },
                [this, dialog, format = dialog->format()](const Expected<Leaving>& leaving) {
                    dialog->finish(leaving);
                    if (leaving) {
                        writeFile(format, tr("Export the text"), leaving->bytes, leaving->title);
                    }
                });
        });
        dialog->open();
    });
}

void DisclosurePage::exportForm()
{
    if (!open() || open()->isPrivileged()) {
        return;
    }
    save([this] {
        writeFile(u"csv"_s, tr("Export the form's fields"), m_picture.check.formCsv(),
                  tr("Fields of %1").arg(open()->disclosure.value.title));
    });
}

void DisclosurePage::print()
{
    if (!open() || open()->isPrivileged()) {
        return;
    }
    save([this] {
        m_context.session.read(
            this,
            [books = m_picture.books,
             id = open()->disclosure.id](Casework& casework) -> Expected<disclosure::Outgoing> {
                const Drafting drafting(casework, books->law, books->shelf);
                TRY(const auto picture, drafting.picture(id));
                const bool isFrozen = picture.newest() && !picture.isEdited;
                return drafting.outgoing(
                    picture, isFrozen ? std::optional(picture.newest()->value.number) : std::nullopt, false);
            },
            [this](const Expected<disclosure::Outgoing>& outgoing) {
                if (!outgoing) {
                    m_banner->showError(outgoing.error());
                    return;
                }
                printFromVault(this, m_context.session, m_incident,
                               {tr("The text leaves the vault"), m_picture.codeName,
                                [outgoing = *outgoing] { return disclosure::outgoingHtml(outgoing); },
                                tr("“%1” was printed.").arg(outgoing->title)},
                               [this](const Error& error) { m_banner->showError(error); });
            });
    });
}

void DisclosurePage::strike()
{
    if (!open()) {
        return;
    }
    askForStrikeReason(this, open()->disclosure.value.title,
                       [this, id = open()->disclosure.id](FormDialog* dialog, const QString& reason) {
                           m_wanted = {};
                           submitted(dialog, [id, reason](Drafting& drafting) { return drafting.strike(id, reason); },
                                     {});
                       });
}

} // namespace bulkhead
