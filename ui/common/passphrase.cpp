#include "ui/common/passphrase.h"

#include "ui/common/card.h"
#include "ui/common/maskedfield.h"
#include "ui/common/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace bulkhead {

namespace {

constexpr std::array commonest = {"password", "passphrase", "passwort", "qwertz",  "qwerty",   "letmein", "welcome",
                                  "admin",    "secret",     "monkey",   "dragon",  "summer",   "winter",  "bulkhead",
                                  "iloveyou", "football",   "master",   "company", "changeme", "hallo",   "123456"};

double sizeOfAlphabet(QStringView text)
{
    bool hasLower = false;
    bool hasUpper = false;
    bool hasDigit = false;
    bool hasOther = false;
    for (const QChar character : text) {
        if (character.isDigit()) {
            hasDigit = true;
        } else if (character.isLower()) {
            hasLower = true;
        } else if (character.isUpper()) {
            hasUpper = true;
        } else {
            hasOther = true;
        }
    }
    return 26.0 * hasLower + 26.0 * hasUpper + 10.0 * hasDigit + 33.0 * hasOther;
}

/// Characters that say something new: repeated ones and runs (abc, 321) count for a quarter.
double newsIn(QStringView text)
{
    double news = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int step = i == 0 ? 99 : text[i].unicode() - text[i - 1].unicode();
        news += std::abs(step) <= 1 ? 0.25 : 1;
    }
    return news;
}

} // namespace

Strength Strength::of(QStringView passphrase)
{
    QString folded = passphrase.toString().toCaseFolded();
    double news = newsIn(passphrase);
    QString advice;
    for (const char* word : commonest) {
        const QLatin1StringView common(word);
        if (folded.contains(common)) {
            news -= static_cast<double>(common.size()) - 1.5;
            advice = NewPassphrase::tr("“%1” is among the first that are tried.").arg(common);
        }
    }
    wipe(folded);
    const double letters = sizeOfAlphabet(passphrase);
    Strength result;
    result.bits = letters < 2 || news <= 0 ? 0 : static_cast<int>(news * std::log2(letters));
    result.advice = advice;
    if (result.bits < 40) {
        result.steps = passphrase.isEmpty() ? 0 : 1;
        result.word = NewPassphrase::tr("Weak");
    } else if (result.bits < 60) {
        result.steps = 2;
        result.word = NewPassphrase::tr("Fair");
    } else if (result.bits < 80) {
        result.steps = 3;
        result.word = NewPassphrase::tr("Good");
    } else {
        result.steps = 4;
        result.word = NewPassphrase::tr("Strong");
    }
    if (result.advice.isEmpty() && result.steps < 3) {
        result.advice = NewPassphrase::tr(
            "Four or five words that do not belong together are strong and easy to keep.");
    }
    return result;
}

NewPassphrase::NewPassphrase(QWidget* parent)
    : QWidget(parent)
    , m_first(new PassphraseEdit(tr("Passphrase"), this))
    , m_second(new PassphraseEdit(tr("Passphrase again"), this))
    , m_meter(new QProgressBar(this))
    , m_said(mutedLabel({}, this))
{
    m_first->setObjectName(QStringLiteral("passphrase"));
    m_second->setObjectName(QStringLiteral("passphraseAgain"));
    m_second->line()->setPlaceholderText(tr("the same again"));
    m_meter->setRange(0, 4);
    m_meter->setTextVisible(false);
    m_meter->setFixedHeight(8);
    m_meter->setAccessibleName(tr("Strength of the passphrase"));
    m_said->setFont(textFont(TextSize::Small));
    m_said->setMinimumHeight(QFontMetrics(m_said->font()).height());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(m_first);
    column->addWidget(m_meter);
    column->addWidget(m_said);
    column->addWidget(m_second);
    setFocusProxy(m_first);
    connect(m_first, &PassphraseEdit::changed, this, &NewPassphrase::refresh);
    connect(m_second, &PassphraseEdit::changed, this, &NewPassphrase::changed);
    connect(m_first, &PassphraseEdit::submitted, m_second, [this] { m_second->setFocus(); });
    connect(m_second, &PassphraseEdit::submitted, this, &NewPassphrase::submitted);
    refresh();
}

void NewPassphrase::refresh()
{
    const Strength strength = Strength::of(m_first->line()->text());
    m_meter->setValue(strength.steps);
    if (m_first->isEmpty()) {
        m_said->setText(tr("At least %1 characters.").arg(shortestPassphrase));
    } else if (m_first->length() < shortestPassphrase) {
        m_said->setText(tr("%n characters more.", nullptr, static_cast<int>(shortestPassphrase - m_first->length())));
    } else {
        m_said->setText(strength.advice.isEmpty() ? strength.word
                                                  : QStringLiteral("%1. %2").arg(strength.word, strength.advice));
    }
    m_meter->setAccessibleDescription(m_said->text());
    Q_EMIT changed();
}

QString NewPassphrase::problem() const
{
    if (m_first->length() < shortestPassphrase) {
        return tr("The passphrase needs at least %1 characters: it is all that protects what it opens.")
            .arg(shortestPassphrase);
    }
    return m_first->equals(*m_second) ? QString() : tr("The two passphrases are not the same. Type them again.");
}

Credential NewPassphrase::take()
{
    m_second->clear();
    Credential credential;
    credential.passphrase = m_first->take();
    return credential;
}

void NewPassphrase::clear()
{
    m_first->clear();
    m_second->clear();
}

} // namespace bulkhead
