#include "models/disclosure/proofreading.h"
#include "models/disclosure/spreading.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/disclosure/contestpanel.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/proofdialogs.h"
#include "ui/disclosure/sectioneditor.h"
#include "ui/disclosure/sectionmarks.h"

#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTextBlock>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;
using disclosure::PlacedWord;

namespace {
/// The sentence that a word stands in; short enough for a dialog.
QString sentenceAround(const SectionEditor& editor)
{
    QTextCursor cursor = editor.textCursor();
    const QString line = cursor.block().text();
    constexpr qsizetype around = 60;
    const qsizetype at = cursor.selectionStart() - cursor.block().position();
    const qsizetype from = std::max<qsizetype>(0, at - around);
    QString part = line.sliced(from, std::min(line.size() - from, 2 * around));
    part.replace(QChar::ObjectReplacementCharacter, u'…');
    return part.simplified();
}
} // namespace

void DisclosurePage::prepareMarks()
{
    const Disclosure& head = open()->disclosure.value;
    SectionMarks& marks = m_editor->marks();
    if (m_redactions != head.redactions) {
        m_redactions = head.redactions;
        marks.setRedactions(m_redactions);
    }
    disclosure::Vocabulary known = m_picture.vocabulary;
    if (const auto ignored = m_ignored.find(open()->disclosure.id); ignored != m_ignored.end()) {
        known.add(ignored->second);
    }
    const bool isOther = !m_speller || m_speller->language() != head.language;
    if (isOther) {
        m_speller = std::make_shared<const disclosure::Speller>(head.language);
        marks.setChecking(m_speller->isThere());
    }
    if (isOther || known != m_known) {
        m_known = std::move(known);
        (void)m_spelling.next();
        marks.forget();
    }
}

void DisclosurePage::answerSpelling(const QStringList& words)
{
    m_context.session.run(
        this, [speller = m_speller, words, known = m_known] { return speller->wrong(words, known); },
        [this, words, ticket = m_spelling.next()](const QStringList& wrong) {
            if (m_spelling.isCurrent(ticket)) {
                m_editor->marks().learn(words, wrong);
            }
        });
}

void DisclosurePage::ignoreWord(const QString& word)
{
    m_ignored[open()->disclosure.id].add(word);
    prepareMarks();
}

void DisclosurePage::teachWord(const QString& word)
{
    // Shown as right at once; the vault has it as soon as it is written.
    ignoreWord(word);
    m_context.session.write(
        this, [word](Casework& casework) { return disclosure::setOrganisationWord(casework, word, true); },
        [this, word](const Expected<void>& done) {
            if (done) {
                Q_EMIT announced(tr("“%1” is one of the organisation’s words now.").arg(word));
            } else {
                m_banner->showError(done.error());
            }
        });
}

bool DisclosurePage::mayTeach() const
{
    // What the organisation knows everybody reads: no word of a privileged text goes there.
    return open() && !open()->isPrivileged();
}

void DisclosurePage::fillMenu(QMenu* menu, int position)
{
    if (!open()) {
        return;
    }
    QAction* first = menu->actions().value(0);
    const auto put = [menu, first](const QString& text, auto handler) {
        auto* action = new QAction(text, menu);
        connect(action, &QAction::triggered, menu, std::move(handler));
        menu->insertAction(first, action);
        return action;
    };
    const bool mayWrite = !m_editor->isReadOnly();
    if (const auto wrong = m_editor->marks().wrongAt(position)) {
        QAction* waiting = put(tr("Looking for what was meant…"), [] { });
        waiting->setEnabled(false);
        put(tr("I&gnore “%1” in this draft").arg(wrong->word), [this, word = wrong->word] { ignoreWord(word); });
        put(tr("Add “%1” to the &organisation’s words").arg(wrong->word), [this, word = wrong->word] {
            teachWord(word);
        })->setEnabled(mayWrite && mayTeach());
        menu->insertSeparator(first);
        m_context.session.run(
            menu, [speller = m_speller, word = wrong->word] { return speller->suggestions(word); },
            [this, menu, waiting, place = *wrong, mayWrite](const QStringList& suggestions) {
                for (const QString& one : suggestions) {
                    auto* action = new QAction(one, menu);
                    action->setEnabled(mayWrite);
                    connect(action, &QAction::triggered, this, [this, place, one] {
                        if (m_editor->selectWord(place)) {
                            m_editor->textCursor().insertText(one);
                        }
                    });
                    menu->insertAction(waiting, action);
                }
                waiting->setText(tr("Nothing similar is known"));
                waiting->setVisible(suggestions.isEmpty());
            });
    }
    const QStringList redactions = m_editor->marks().redactionsAround(position);
    if (!redactions.isEmpty()) {
        put(tr("&Lift the redaction of “%1”").arg(redactions.join(u"”, “"_s)), [this, redactions] {
            setRedactions({}, redactions);
        })->setEnabled(mayWrite);
        menu->insertSeparator(first);
    } else if (m_editor->textCursor().hasSelection()) {
        put(tr("&Redact"), [this] { redact(); })->setEnabled(mayWrite);
        menu->insertSeparator(first);
    }
}

void DisclosurePage::checkSpelling()
{
    if (!open() || m_editor->isReadOnly()) {
        return;
    }
    if (!m_speller->isThere()) {
        Q_EMIT announced(tr("No dictionary of this draft’s language is installed: spelling is not checked."));
        return;
    }
    auto first = wrongWordFrom(m_editor->textCursor().selectionStart());
    if (!first) {
        first = wrongWordFrom(0);
    }
    if (!first) {
        Q_EMIT announced(tr("The dictionary has every word of this section."));
        return;
    }
    auto* dialog = new SpellingDialog(mayTeach(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(false); // on to the next word
        const qsizetype at = dialog->word().at;
        const QString instead = dialog->instead();
        if (m_editor->selectWord(dialog->word())) {
            m_editor->textCursor().insertText(instead);
        }
        turnToWordFrom(dialog, at + instead.size());
    });
    connect(dialog, &SpellingDialog::ignored, this, [this, dialog] {
        ignoreWord(dialog->word().word);
        turnToWordFrom(dialog, dialog->word().at);
    });
    connect(dialog, &SpellingDialog::taught, this, [this, dialog] {
        teachWord(dialog->word().word);
        turnToWordFrom(dialog, dialog->word().at);
    });
    connect(dialog, &SpellingDialog::passed, this, [this, dialog] { turnToWordFrom(dialog, dialog->word().at + 1); });
    turnToWordFrom(dialog, first->at);
    dialog->open();
}

std::optional<PlacedWord> DisclosurePage::wrongWordFrom(qsizetype from) const
{
    // What was just ignored or added is marked until the dictionary has answered again.
    auto word = m_editor->marks().nextWrong(static_cast<int>(from));
    while (word && word->at >= from && m_known.has(word->word)) {
        from = word->at + 1;
        word = m_editor->marks().nextWrong(static_cast<int>(from));
    }
    return word && word->at >= from ? word : std::nullopt;
}

void DisclosurePage::turnToWordFrom(SpellingDialog* dialog, qsizetype from)
{
    if (const auto word = wrongWordFrom(from)) {
        m_editor->selectWord(*word);
        dialog->ask(*word, sentenceAround(*m_editor));
        m_context.session.run(
            dialog, [speller = m_speller, asked = word->word] { return speller->suggestions(asked); },
            [dialog, word](const QStringList& suggestions) {
                if (dialog->word() == *word) {
                    dialog->offer(suggestions);
                }
            });
    } else if (m_editor->marks().isComplete()) {
        dialog->accept();
        Q_EMIT announced(tr("That was the last word of this section that no dictionary has."));
    } else {
        connect(
            &m_editor->marks(), &SectionMarks::marked, dialog, [this, dialog, from] { turnToWordFrom(dialog, from); },
            Qt::SingleShotConnection);
    }
}

void DisclosurePage::redact()
{
    if (!open() || m_editor->isReadOnly()) {
        return;
    }
    const QTextCursor cursor = m_editor->textCursor();
    const QStringList standing = cursor.hasSelection() ? m_editor->marks().redactionsAt(cursor.selectionStart())
                                                       : m_editor->marks().redactionsAround(cursor.position());
    if (!standing.isEmpty()) {
        setRedactions({}, standing);
        return;
    }
    // As it leaves: chips are what they say.
    const QStringList chosen = disclosure::plainText(disclosure::filledIn(m_editor->chosenText(), open()->facts,
                                                                          open()->disclosure.value.language))
                                   .split(u'\n', Qt::SkipEmptyParts);
    if (!cursor.hasSelection() || chosen.isEmpty()) {
        Q_EMIT announced(tr("Select the words first that a redacted export shall not hold."));
        return;
    }
    setRedactions(chosen, {});
}

void DisclosurePage::setRedactions(const QStringList& added, const QStringList& lifted)
{
    m_context.session.write(
        this,
        [books = m_picture.books, id = open()->disclosure.id, added, lifted](Casework& casework) {
            return Drafting(casework, books->law, books->shelf).redact(id, added, lifted);
        },
        [this, added, lifted](const Expected<void>& done) {
            if (!done) {
                m_banner->showError(done.error());
            } else if (lifted.isEmpty()) {
                Q_EMIT announced(tr("Redacted wherever it stands in this draft: “%1”.").arg(added.join(u"”, “"_s)));
            } else {
                Q_EMIT announced(tr("No longer redacted: “%1”.").arg(lifted.join(u"”, “"_s)));
            }
        });
}

void DisclosurePage::showCounts()
{
    if (!open()) {
        return;
    }
    const disclosure::Check& check = m_picture.check;
    QStringList counts{tr("%1 words in the draft · reading ease %2 of 100")
                           .arg(check.words)
                           .arg(std::max(check.readingEase, 0.0), 0, 'f', 0)};
    QStringList spoken;
    const QStringList wrong = m_editor->marks().wrongWords();
    const QStringList redacted = m_editor->marks().redactedPassages();
    constexpr qsizetype mostSpoken = 20;
    if (!m_speller || !m_speller->isThere()) {
        counts.append(tr("no dictionary of its language is installed"));
    } else if (!wrong.isEmpty()) {
        counts.append(tr("%n word(s) in no dictionary (Shift+F3)", nullptr, static_cast<int>(wrong.size())));
        spoken.append(tr("In no dictionary: %1.").arg(wrong.first(std::min(mostSpoken, wrong.size())).join(", "_L1)));
    }
    if (!redacted.isEmpty()) {
        counts.append(tr("%n passage(s) redacted", nullptr, static_cast<int>(redacted.size())));
        spoken.append(tr("Redacted: %1.").arg(redacted.first(std::min(mostSpoken, redacted.size())).join(", "_L1)));
    }
    counts.append(check.provenance());
    m_counts->setText(counts.join(u" · "_s));
    m_editor->setAccessibleDescription(spoken.join(u' '));
}

void DisclosurePage::showHistory()
{
    if (!currentSection()) {
        return;
    }
    save([this] {
        m_context.session.read(
            this, [id = currentSection()->id](Casework& casework) { return disclosure::sectionHistory(casework, id); },
            [this](const Expected<std::vector<disclosure::SectionText>>& texts) {
                const Kept<DisclosureSection>* section = currentSection();
                if (!texts) {
                    m_banner->showError(texts.error());
                    return;
                }
                if (!section) {
                    return;
                }
                auto* dialog = new HistoryDialog(*texts, m_base, section->value.heading,
                                                 open()->disclosure.value.language,
                                                 !m_context.session.moment().has_value(), this);
                connect(dialog, &FormDialog::submitted, this,
                        [this, dialog, id = open()->disclosure.id, key = section->value.key] {
                            dialog->setBusy(true);
                            m_context.session.write(
                                dialog,
                                [books = m_picture.books, id, key, change = dialog->change()](Casework& casework) {
                                    return Drafting(casework, books->law, books->shelf).putBack(id, key, change);
                                },
                                [this, dialog](const Expected<void>& done) {
                                    dialog->finish(done);
                                    if (done) {
                                        Q_EMIT announced(tr("The text stands there again."));
                                    }
                                });
                        });
                dialog->open();
            });
    });
}

void DisclosurePage::spread()
{
    const Kept<DisclosureSection>* section = currentSection();
    if (!section) {
        return;
    }
    if (open()->disclosure.value.party.isNull()) {
        Q_EMIT announced(tr("This is no notice to a customer: there are no others like it."));
        return;
    }
    auto* dialog = new FormDialog(tr("Use for the other customers"), tr("Write it there"), this);
    dialog->setObjectName(u"spreadDialog"_s);
    dialog->setIntroduction(
        tr("“%1” is written as it stands into the notices to the other customers that are of the same template, "
           "language and stage. Facts say there what holds for that customer. Notices that are put up for approval "
           "stay "
           "as they are.")
            .arg(section->value.heading));
    auto* over = new QCheckBox(tr("&Also where somebody has written in this section"), dialog);
    over->setObjectName(u"over"_s);
    over->setToolTip(tr("What stood there can be put back from the section's history."));
    dialog->addWidget(over);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, over, key = section->value.key] {
        dialog->setBusy(true);
        save([this, dialog, key, isOver = over->isChecked()] {
            m_context.session.write(
                dialog,
                [books = m_picture.books, id = open()->disclosure.id, key, isOver](Casework& casework) {
                    return disclosure::spreadSection(casework, Drafting(casework, books->law, books->shelf), id, key,
                                                     isOver);
                },
                [this, dialog](const Expected<disclosure::Spread>& spread) {
                    dialog->finish(spread ? Expected<void>() : std::unexpected(spread.error()));
                    if (spread) {
                        QStringList left;
                        for (const Kept<Disclosure>& one : spread->left) {
                            left.append(one.value.recipient);
                        }
                        QString said = tr("Written into %n notice(s).", nullptr,
                                          static_cast<int>(spread->written.size()));
                        if (!left.isEmpty()) {
                            said += u' ' + tr("Left as they are: %1.").arg(left.join(", "_L1));
                        }
                        Q_EMIT announced(said);
                    }
                });
        });
    });
    dialog->open();
}

void DisclosurePage::showContest(const disclosure::Contest* contest)
{
    const bool wasContested = m_textStack->currentIndex() == 1;
    if (!contest) {
        if (wasContested) {
            m_conflict->dismiss();
            m_textStack->setCurrentIndex(0);
        }
        return;
    }
    m_conflict->showText(Tone::Overdue,
                         tr("Two people have changed this section without having seen each other’s text."),
                         tr("Take one of the texts, or both put together: that settles it. What is not taken stays in "
                            "the history."));
    m_conflict->setAction({}, {});
    if (m_editor->document()->isModified()) {
        m_unwritten[m_shownSection] = disclosure::writeMarkup(m_editor->text());
        m_editor->document()->setModified(false);
    }
    m_pause.stop();
    m_editor->setReadOnly(true);
    const auto unwritten = m_unwritten.find(m_shownSection);
    m_contest->setContest(*contest, unwritten == m_unwritten.end() ? QString() : unwritten->second);
    m_contest->setReadOnly(m_context.session.moment().has_value());
    m_textStack->setCurrentIndex(1);
}

void DisclosurePage::settleFor(const QString& markup)
{
    m_context.session.write(
        this,
        [books = m_picture.books, id = open()->disclosure.id, key = m_section, markup](Casework& casework) {
            return Drafting(casework, books->law, books->shelf).setSection(id, key, markup);
        },
        [this, shown = m_shownSection](const Expected<void>& done) {
            if (done) {
                m_unwritten.erase(shown);
                Q_EMIT announced(tr("The section is settled."));
            } else {
                m_banner->showError(done.error());
            }
        });
}

} // namespace bulkhead
