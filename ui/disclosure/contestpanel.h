#pragma once

#include "models/disclosure/sectionhistory.h"

#include <QScrollArea>

#include <vector>

class QPushButton;

namespace bulkhead {

/// The texts of a section that people wrote without having seen each other's, side by side, with what each changed in
/// the text that all had seen; below them all put together. Whatever is taken settles it.
class ContestPanel : public QScrollArea
{
    Q_OBJECT

public:
    explicit ContestPanel(QWidget* parent = nullptr);

    /// `unwritten` is what somebody here was typing when the others' texts came in; null: nothing.
    void setContest(const disclosure::Contest& contest, const QString& unwritten);
    void setReadOnly(bool isReadOnly);

Q_SIGNALS:
    void taken(const QString& markup);

private:
    /// A text with who wrote it and the button that takes it; `base` is what it changed.
    [[nodiscard]] QWidget* makeSide(const QString& by, const QString& text, const QString& base, const QString& verb,
                                    const QString& name);

    disclosure::Contest m_contest;
    QString m_unwritten;
    bool m_isReadOnly = false;
    std::vector<QPushButton*> m_buttons;
};

} // namespace bulkhead
