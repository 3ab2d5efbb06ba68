#pragma once

#include "models/incident/casework.h"

#include <QListWidget>

class QComboBox;
class QPlainTextEdit;

namespace bulkhead {

/// A field for a sentence or some: Tab leaves it.
[[nodiscard]] QPlainTextEdit* proseField(const QString& objectName, QWidget* parent);
/// Typing finds entries by any part of them.
void makeSearchable(QComboBox* box);
/// Members to choose from by name, with "nobody" first.
[[nodiscard]] QComboBox* memberBox(const std::map<Id, QString>& members, const Id& chosen, QWidget* parent);

/// Pieces of evidence to tick. Struck ones are left out; hidden where there is none.
class EvidenceList : public QListWidget
{
    Q_OBJECT

public:
    EvidenceList(const std::vector<Kept<Evidence>>& evidence, const std::vector<Id>& ticked, QWidget* parent);
    [[nodiscard]] std::vector<Id> ticked() const;
};

} // namespace bulkhead
