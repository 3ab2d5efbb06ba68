#pragma once

#include "models/disclosure/drafting.h"
#include "models/disclosure/spelling.h"

namespace bulkhead::disclosure {

/// \name Words that the organisation's drafts know, in any language; kept in the vault, since they may be names
///@{
[[nodiscard]] Expected<QStringList> organisationWords(const Casework& casework); ///< by alphabet
/// Error: `disclosure.word`.
[[nodiscard]] Expected<void> setOrganisationWord(Casework& casework, const QString& word, bool isKnown);
///@}

/// What is right in a draft besides the dictionary: words of the templates in its language, of the incident's facts and
/// the names in it, and the organisation's own.
[[nodiscard]] Expected<Vocabulary> vocabularyOf(const Casework& casework, const Bookshelf& shelf,
                                                const Picture& picture, const Papers& papers);
/// One note for each wrong word of a section, with what may have been meant for the first thirty. Takes as long as the
/// speller does. None of them stops a text.
[[nodiscard]] std::vector<Finding> spellingNotes(const Picture& picture, const Speller& speller,
                                                 const Vocabulary& vocabulary);

} // namespace bulkhead::disclosure
