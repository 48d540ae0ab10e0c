#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "data/reader.hpp"

/// A file that lives as long as this object.
class TempFile {
 public:
  explicit TempFile(const std::string& text) {
    path_ = std::filesystem::temp_directory_path() / "coppice_test_XXXXXX";
    const int descriptor = mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    close(descriptor);
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TempFile() { std::remove(path_.c_str()); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline coppice::LoadedTable load(const std::string& text, const coppice::ReadParams& params = {},
                                 const coppice::ReadRequest& request = {}) {
  const TempFile file(text);
  coppice::Observer observer;
  return coppice::read_table(file.path(), params, request, observer);
}

/// The message of the error that reading the text gives, the path written FILE; "" for none.
inline std::string error_of(const std::string& text, const coppice::ReadParams& params = {},
                            const coppice::ReadRequest& request = {},
                            coppice::ExitCode code = coppice::ExitCode::input) {
  const TempFile file(text);
  coppice::Observer observer;
  try {
    coppice::read_table(file.path(), params, request, observer);
  } catch (const coppice::Error& error) {
    CHECK(error.code() == code);
    std::string message = error.what();
    CHECK(message.find('\n') == std::string::npos);
    const std::size_t at = message.find(file.path());
    CHECK(at != std::string::npos);
    return at == std::string::npos ? message : message.replace(at, file.path().size(), "FILE");
  }
  return "";
}

inline bool has(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("'", text, "' does not hold '", part, "'");
  return found;
}

inline coppice::ReadParams labelled(const std::string& label) {
  coppice::ReadParams params;
  params.label = label;
  return params;
}
