#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QDate>
#include <QStringList>

#include <vector>

namespace bulkhead::disclosure {

/// What law, contract or good practice wants to be said.
struct Element
{
    QString id = {}; ///< "f48"; `{#f48}` marks where it is answered
    QString title = {};
    QString cite = {};
    QStringList stages = {}; ///< empty: all
    bool isPhased = false;   ///< "not yet known, will follow" may stand there
};

struct TemplateSection
{
    QString key;
    QString heading;
    QString text;       ///< markup
    QStringList stages; ///< empty: all
};

/// Who may let a text leave, by its name in `disclosure/releases.yaml`; privileged ones never do.
inline constexpr auto privilegedRelease = QLatin1StringView("privileged");

/// A draft to begin with, in one language.
struct Template
{
    QString id;
    QString language;
    QString title;
    QString audience; ///< authority, people, customer, press, executive, counsel
    QString release;
    QStringList stages;
    QStringList regimes; ///< whose clocks it answers
    bool isPerCustomer = false;
    bool isNotice = true; ///< false: it is not what is owed to a customer; it answers no clock and settles no notice
    int mostWords = 0;    ///< 0: any number
    QDate from;           ///< the duty applies from; invalid: already
    bool isDraftGuidance = false;
    QString source;
    QString version;
    QString reviewedBy; ///< empty: no lawyer has
    std::vector<Element> elements;
    std::vector<TemplateSection> sections;
    Bytes hash; ///< SHA-256 of the file

    [[nodiscard]] bool isPrivileged() const { return release == privilegedRelease; }
    [[nodiscard]] const Element* element(const QString& elementId) const;
    /// The first stage; empty where it has none.
    [[nodiscard]] QString firstStage() const { return stages.isEmpty() ? QString() : stages.front(); }
    /// Whether what holds of some stages holds of one.
    [[nodiscard]] static bool holds(const QStringList& stages, const QString& stage)
    {
        return stages.isEmpty() || stages.contains(stage);
    }
};

/// The templates of this installation, from `templates/*.md`: YAML between two lines of dashes, then sections. A line
/// `{> name}` stands for the file `templates/parts/name.<language>.md`.
class Templates
{
public:
    /// A later folder's file replaces its namesake. `disclosure.template` names file, line and reason: a fact that no
    /// incident has, an element that is answered nowhere or twice, parts that include each other.
    [[nodiscard]] static Expected<Templates> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);

    [[nodiscard]] const std::vector<Template>& all() const { return m_all; } ///< by id, then language
    [[nodiscard]] const Template* find(const QString& id, const QString& language) const;
    /// `disclosure.template` lists those that there are.
    [[nodiscard]] Expected<Template> get(const QString& id, const QString& language) const;

private:
    std::vector<Template> m_all;
};

/// What a stage is called: "Initial".
[[nodiscard]] QString stageName(const QString& stage);

} // namespace bulkhead::disclosure
