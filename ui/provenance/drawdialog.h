#pragma once

#include "models/provenance/registry/handsample.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace bulkhead {

/// Unknown rows to look at by eye, drawn at random, and what they tell of all of them.
class DrawDialog : public QDialog
{
    Q_OBJECT

public:
    DrawDialog(const RoomContext& context, const Id& evidence, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The rows that nobody has set yet: "3,7,12".
    void setRowsWanted(const QString& rows);

private:
    void draw();

    RoomContext m_context;
    Id m_evidence;
    Latest m_read;
    QSpinBox* m_size;
    QLabel* m_sentence;
    QPlainTextEdit* m_rows;
    QPushButton* m_set;
};

} // namespace bulkhead
