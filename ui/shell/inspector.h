#pragma once

#include "ui/common/latest.h"
#include "ui/shell/inspected.h"

#include <QWidget>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace bulkhead {

class Banner;
class FieldEditor;
class Session;

/// The panel on the right: the selected entity, its fields (edited in place where the person may), values in dispute
/// with a button that settles, what it refers to, and what happened to it.
class Inspector : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent = nullptr);

    void setSession(Session* session);
    /// Null clears.
    void show(const Id& entity);
    [[nodiscard]] const Id& entity() const { return m_entity; }
    [[nodiscard]] bool isSettled() const { return m_latest.isSettled(); }

Q_SIGNALS:
    void followed(const bulkhead::Id& entity);
    void closed();
    void announce(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void reload();
    void leaveEditor();
    void fill(const Inspected& inspected);
    void fillProperties();
    void fillLinks();
    void fillHistory();
    void addProperty(const Inspected::Property& property);
    void addContested(const Inspected::Property& property);
    void edit(const Inspected::Property& property, QWidget* row);
    void settle(const Inspected::Property& property, const Value& value);
    void addHeading(const QString& text);
    void showNothing();

    Session* m_session = nullptr;
    QMetaObject::Connection m_commits;
    QMetaObject::Connection m_moments;
    Id m_entity;
    Inspected m_inspected;
    Latest m_latest;
    FieldEditor* m_editing = nullptr;
    QLabel* m_kind;
    QLabel* m_title;
    QLabel* m_empty;
    Banner* m_banner;
    QScrollArea* m_scroll;
    QWidget* m_content = nullptr;
    QVBoxLayout* m_column = nullptr;
};

} // namespace bulkhead
