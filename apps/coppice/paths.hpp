#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace coppice {

/// A path and what it is for ("--out"). Empty paths are not there.
struct NamedPath {
  std::string role;
  std::string path;
};

/// Throws a usage error where two outputs, or an output and an input, are the same file, or where
/// two inputs both are standard input. To be asked before any output is opened.
void check_paths(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs);

/// Makes the folder and those above it; throws an io error that names `flag` where it cannot.
void make_folder(const std::string& path, const char* flag);

/// The last part of a path: "valid.csv".
std::string file_name(const std::string& path);

/// What to call each of these files: its name without folder and extension; where two agree,
/// the later one with a number: forest, forest_2.
std::vector<std::string> short_names(const std::vector<std::string>& paths);

}  // namespace coppice
