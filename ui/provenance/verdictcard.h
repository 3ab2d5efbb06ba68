#pragma once

#include "models/provenance/registry/registry.h"
#include "ui/common/words.h"

#include <QFrame>

class QLabel;

namespace bulkhead {

/// The answer in one place: mark, word, sentence. What must be said before it stands above it.
class VerdictCard : public QFrame
{
    Q_OBJECT

public:
    explicit VerdictCard(QWidget* parent = nullptr);

    void setAnswer(const provenance::Answer& answer, const QString& sampleTitle);
    /// What people have set beside the machine's answer; nothing: nobody has.
    void setStanding(const provenance::Standing* standing);
    [[nodiscard]] QString headline() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Word m_word;
    QLabel* m_before;
    QLabel* m_headline;
    QLabel* m_text;
    QLabel* m_copies;
    QLabel* m_near;
    QLabel* m_new;
    QLabel* m_people;
    QLabel* m_figures;
};

/// What a verdict means, in a sentence that needs no training to read.
[[nodiscard]] QString verdictSentence(const provenance::Answer& answer);

/// From which copies it comes, and whose; empty where nothing of one was found.
[[nodiscard]] QString copiesSentence(const provenance::Answer& answer);

} // namespace bulkhead
