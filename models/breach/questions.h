#pragma once

#include "models/base/error.h"

#include <QStringList>

#include <vector>

namespace bulkhead::breach {

/// Where a question stands: the ten of the decision, the fact sheet behind them, the screen for misuse.
enum class Part : quint8 { Tree, Sheet, Misuse };
[[nodiscard]] QString partId(Part part); ///< "tree", "sheet", "misuse"

struct Question
{
    QString id; ///< the name of the fact that answers it
    Part part = Part::Tree;
    int number = 0; ///< within its part, from 1
    QString question;
    QString help;
    QStringList values; ///< besides "unknown"; empty: any text
    QString source;
    QString consequence;    ///< of a yes, or an unknown (misuse)
    QString warning;        ///< the sentence that it adds to a warning (misuse)
    bool isMinimum = false; ///< needed before one may say "contains no personal data"
    bool isMarking = false; ///< content that Art. 50(2) of the AI Act wants marked
};

/// The questions of this installation, from `breach/*.yaml`.
class Questions
{
public:
    /// Of the folders in turn; a later file replaces the earlier one of the same name, and all together hold the ten
    /// questions. `breach.questions` names file, line and reason.
    [[nodiscard]] static Expected<Questions> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);

    [[nodiscard]] const std::vector<Question>& all() const { return m_all; }
    [[nodiscard]] const QString& version() const { return m_version; } ///< "2026.11.1 4f2a…", of all files
    [[nodiscard]] const QString& source() const { return m_source; }
    [[nodiscard]] const QString& reviewedBy() const { return m_reviewedBy; } ///< empty: nobody has
    [[nodiscard]] const Question* find(QStringView id) const;
    /// By id, or "1" to "10" of the ten. `breach.question` names those that there are.
    [[nodiscard]] Expected<Question> get(const QString& text) const;
    /// `breach.answer` where it is none of the values. Anything but a value is "unknown" or, of a text, what it says.
    [[nodiscard]] static Expected<void> checkAnswer(const Question& question, const QString& value);

private:
    std::vector<Question> m_all;
    QString m_version;
    QString m_source;
    QString m_reviewedBy;
};

/// Every file of questions in the folder `breach` below `folder`; counts them.
[[nodiscard]] std::vector<Error> checkQuestions(const QString& folder, int& files);
/// The ids that the decision is computed from, in their order.
[[nodiscard]] const QStringList& treeIds();

} // namespace bulkhead::breach
