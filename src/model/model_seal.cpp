#include "base/hash.hpp"
#include "model/model_text.hpp"

namespace coppice {

namespace {
constexpr std::string_view kField = "\"checksum\":\"", kTail = "\"}\n";
constexpr std::size_t kSealSize = kField.size() + 16 + kTail.size();
}  // namespace

std::string model_seal(std::uint64_t hash) {
  std::string seal(kField);
  seal += hash_text(hash);
  seal += kTail;
  return seal;
}

std::string seal_model_text(std::string body) {
  body += model_seal(hash_bytes(body));
  return body;
}

void check_model_seal(std::string_view text) {
  const std::string_view body = text.substr(0, text.size() - std::min(text.size(), kSealSize));
  const std::string_view seal = text.substr(body.size());
  if (seal.size() != kSealSize || !seal.starts_with(kField) || !seal.ends_with(kTail)) {
    throw ModelFault(
        "the checksum that ends a model is missing: the file is cut short or was edited");
  }
  if (seal.substr(kField.size(), 16) != hash_text(hash_bytes(body))) {
    throw ModelFault("the checksum does not match: the file is damaged or was edited");
  }
}

}  // namespace coppice
