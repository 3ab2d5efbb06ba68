#pragma once

#include "app/ctl/texttable.h"

#include <utility>

namespace bulkhead::ctl {

/// A part of a page: what is named, what is said, what is listed. Empty parts are not shown.
struct Section
{
    QString title;
    std::vector<std::pair<QString, QString>> pairs = {};
    QStringList paragraphs = {};
    TextTable table = {};

    [[nodiscard]] bool isEmpty() const { return pairs.empty() && paragraphs.isEmpty() && table.isEmpty(); }
};

/// A page for people, told once and printed as text, Markdown or HTML. Values, not widgets.
struct Document
{
    QString title;
    QStringList lead; ///< lines below the title
    std::vector<Section> sections;

    [[nodiscard]] QString toText() const;
    [[nodiscard]] QString toMarkdown() const;
    /// A page by itself: no script, nothing loaded from elsewhere. `points`: the size of its letters.
    [[nodiscard]] QString toHtml(double points = 11) const;
};

} // namespace bulkhead::ctl
