#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

namespace coppice {

/// A file of up to 1 MiB as TOML. Throws an io error where it cannot be read, and a usage error
/// that names file and line where it is not TOML.
toml::table read_toml(const std::string& path);

/// "fit.toml:3: ".
std::string toml_place(const std::string& path, const toml::key& key);

/// A value, or the entries of a list, as text. Throws a usage error that begins with `where` for
/// what is not text, a number, true or false.
std::vector<std::string> toml_texts(const toml::node& node, const std::string& where);

}  // namespace coppice
