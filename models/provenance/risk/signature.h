#pragma once

#include <QtGlobal>

#include <string_view>

namespace bulkhead::provenance {

/// 64 bits by which texts are compared: bit i is one bit of the least hash, by the i-th function, of the pairs of
/// neighbouring letters (with the ends) of a text. Two texts agree in (1 + J)/2 of the bits where J is the share of
/// pairs that they have in common (Jaccard), so the number of different bits ÷ 32 estimates 1 − J (Li and König,
/// "b-bit minwise hashing", WWW 2010, with b = 1). Equal texts have equal signatures.
[[nodiscard]] quint64 textSignature(std::string_view text);
/// Without AVX2: for tests, and where there is none.
[[nodiscard]] quint64 textSignaturePlainly(std::string_view text);

} // namespace bulkhead::provenance
