#pragma once

#include "models/provenance/meaning.h"

#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// Version of the rules below; part of every segment. A change of any rule is a new version.
inline constexpr quint16 normalisationVersion = 1;

/// Writes the canonical form of one value behind `out` and says whether there is one; nothing is appended otherwise.
///
/// - email: trimmed, `mailto:`, angle brackets and a display name dropped, NFKC case folded, domain to ASCII (IDN);
///   dots and +tags stay, they are other mailboxes at most providers.
/// - phone: extension dropped, `+CC`, `00CC`, `011CC` and the NANP 1 removed, trunk zeros removed, last 10 digits of
///   what remains; 7 at least. So `+1 (234) 567-8901`, `234.567.8901` and `+44 (0)20 7946 0123`, `020 79460123` agree
///   in pairs; numbers of different countries may agree too, which is one reason why a phone never decides alone.
/// - givenName, familyName: NFKC case folded, marks and punctuation removed, ß→ss, ø→o, ł→l, æ→a …, ae/oe/ue/aa→a/o/u/a
///   (Müller = Mueller = Muller), titles dropped, letters joined.
/// - fullName: tokens of the same kind, sorted, so that "Last, First" is "First Last"; titles, particles (von, de la)
///   and single letters dropped while two tokens remain.
/// - company: folded words joined by one blank, `&`, "and", "und", "et", "y" dropped; legal forms stay.
/// - street, city: folded as names; street words shortened alike (Straße/str., Street/St., Avenue/Ave …).
/// - postcode: letters and digits, upper case, US ZIP+4 cut to 5, a leading country prefix (D-, F-, CH-) dropped.
/// - country: folded name or code.
/// - birthDate: YYYYMMDD; day and month by the column's `DateOrder`; a time of day is dropped; 1850 to 2100.
/// - nationalId: letters and digits, upper case, 5 to 20 of them.
/// - iban: compact, upper case, mod-97 must be 1. card: digits, 12 to 19, Luhn must hold.
/// - recordId: Salesforce 15 → 18 with its case checksum (18 characters with another checksum are compared as written);
/// GUIDs lower case;
///   other ids as written without blanks, 3 to 64 characters.
/// - url: scheme, `www.`, trailing slash and fragment dropped, host lower case. ip: canonical IPv4 or IPv6.
/// - tenant: trimmed, NFC as shown. freeText, none: nothing.
[[nodiscard]] bool normalise(Meaning meaning, std::string_view utf8, DateOrder dates, std::string& out);

/// Whether `normalise` would write anything, of text that is UTF-8; sooner said of names, streets, cities and
/// companies.
[[nodiscard]] bool hasForm(Meaning meaning, std::string_view utf8, DateOrder dates);

/// The full name's canonical form out of two columns, equal to that of the name written in one.
[[nodiscard]] bool normaliseName(std::string_view given, std::string_view family, std::string& out);

/// A value for tests and single look-ups.
[[nodiscard]] std::string normalised(Meaning meaning, std::string_view utf8, DateOrder dates = DateOrder::DayFirst);

/// The 18 characters of a 15 character Salesforce id; empty where it is none.
[[nodiscard]] std::string salesforceId18(std::string_view id15);
[[nodiscard]] bool passesLuhn(std::string_view digits);
[[nodiscard]] bool passesMod97(std::string_view compactIban);

} // namespace bulkhead::provenance
