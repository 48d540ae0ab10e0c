#include "bins/binned_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "base/hash.hpp"
#include "bins/binned_parts.hpp"
#include "bins/byte_stream.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

constexpr std::string_view kMagic = "COPPICEB";
constexpr std::uint32_t kVersion = 4;

void write_schema(ByteWriter& out, const Schema& schema) {
  out.value<std::uint8_t>(schema.header);
  out.value<std::uint64_t>(schema.features.size());
  for (const FeatureSchema& feature : schema.features) {
    out.text(feature.name);
    out.value<std::uint8_t>(feature.kind == ColumnKind::categorical);
    out.texts(feature.categories);
    out.value(feature.range.low);
    out.value(feature.range.high);
  }
  out.value<std::uint8_t>(schema.sparse);
  out.value(schema.sparse_columns);
  out.value(schema.sparse_base);
  out.value(schema.file_columns);
  out.list<std::uint32_t>(schema.positions);
  out.text(schema.label);
  out.value(schema.label_position);
  out.text(schema.weight);
  out.texts(schema.ids);
  out.texts(schema.ignored);
  out.texts(schema.missing);
}

Schema read_schema(ByteReader& in) {
  Schema schema;
  schema.header = in.flag();
  schema.features.resize(in.length(33));
  for (FeatureSchema& feature : schema.features) {
    feature.name = in.text();
    feature.kind = in.flag() ? ColumnKind::categorical : ColumnKind::numeric;
    feature.categories = in.texts();
    feature.range = {in.value<double>(), in.value<double>()};
    in.expect(!std::isnan(feature.range.low) && !std::isnan(feature.range.high),
              "a range is no range");
  }
  schema.sparse = in.flag();
  schema.sparse_columns = in.value<std::uint32_t>();
  schema.sparse_base = in.value<std::uint32_t>();
  schema.file_columns = in.value<std::uint32_t>();
  schema.positions = in.list<std::uint32_t>();
  schema.label = in.text();
  schema.label_position = in.value<std::int32_t>();
  schema.weight = in.text();
  schema.ids = in.texts();
  schema.ignored = in.texts();
  schema.missing = in.texts();
  in.expect(!schema.sparse || schema.features.empty(), "a sparse schema has dense columns");
  in.expect(schema.sparse_base <= 1, "columns count from neither 0 nor 1");
  return schema;
}

/// The label's numbers where each is told by one byte, as most classes are.
std::optional<PackedRun> byte_codes(const Column& label) {
  const std::vector<PackedRun> runs = label.packed.runs();
  if (runs.size() != 1 || runs[0].width != 1) return std::nullopt;
  if (!label.packed.others().empty() || label.packed.has_missing()) return std::nullopt;
  return runs[0];
}

void write_label(ByteWriter& out, const Column& label) {
  out.text(label.name);
  out.value<std::uint8_t>(label.kind == ColumnKind::categorical);
  out.texts(label.categories);
  out.list<std::int32_t>(label.codes);
  const std::optional<PackedRun> bytes = byte_codes(label);
  out.value<std::uint8_t>(bytes.has_value());
  if (bytes) {
    out.value(bytes->power);
    out.value(bytes->low);
    out.list<std::uint8_t>({bytes->codes, bytes->size});
  } else {
    out.value<std::uint64_t>(label.numbers.size() + label.packed.size());
    if (label.kind == ColumnKind::categorical) return;
    for_number_blocks(label, 0, label.size(), [&](std::size_t, std::span<const double> numbers) {
      out.bytes({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
    });
  }
}

std::vector<double> read_label_numbers(ByteReader& in) {
  if (!in.flag()) return in.list<double>();
  PackedRun run;
  run.power = in.value<double>();
  run.low = in.value<std::int64_t>();
  constexpr std::int64_t kFarthest = std::int64_t{1} << 53;
  in.expect(run.low > -kFarthest && run.low < kFarthest, "labels are counted from too far");
  std::vector<double> numbers;
  const auto codes = in.list<std::uint8_t>();
  numbers.reserve(codes.size());
  for (const std::uint8_t code : codes) numbers.push_back(run.number_of(code));
  return numbers;
}

Column read_label(ByteReader& in, std::size_t rows) {
  Column label;
  label.name = in.text();
  label.kind = in.flag() ? ColumnKind::categorical : ColumnKind::numeric;
  label.categories = in.texts();
  label.codes = in.list<std::int32_t>();
  label.numbers = read_label_numbers(in);
  const bool numeric = label.kind == ColumnKind::numeric;
  in.expect(label.size() == rows && (numeric ? label.codes.empty() : label.numbers.empty()),
            "there is not one label a row");
  const auto categories = static_cast<std::int64_t>(label.categories.size());
  in.expect(std::all_of(label.numbers.begin(), label.numbers.end(),
                        [](double value) { return std::isfinite(value); }),
            "a label is not finite");
  in.expect(std::all_of(label.codes.begin(), label.codes.end(),
                        [&](std::int32_t code) { return code >= 0 && code < categories; }),
            "a label is of no known class");
  return label;
}

std::vector<double> read_weights(ByteReader& in, std::size_t rows) {
  std::vector<double> weights = in.list<double>();
  if (weights.empty()) return weights;
  in.expect(weights.size() == rows, "there is not one weight a row");
  in.expect(std::all_of(weights.begin(), weights.end(),
                        [](double weight) { return weight >= 0 && std::isfinite(weight); }),
            "a weight is negative or not finite");
  in.expect(std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; }),
            "all weights are zero");
  return weights;
}

std::vector<std::int64_t> read_groups(ByteReader& in, std::size_t rows) {
  std::vector<std::int64_t> groups = in.list<std::int64_t>();
  in.expect(groups.empty() || groups.size() == rows, "there is not one group a row");
  std::vector<std::int64_t> starts;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    if (row == 0 || groups[row] != groups[row - 1]) starts.push_back(groups[row]);
  }
  std::sort(starts.begin(), starts.end());
  in.expect(std::adjacent_find(starts.begin(), starts.end()) == starts.end(),
            "a group comes again after others");
  return groups;
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw io_error("{}: cannot open: {}", path, std::strerror(errno));
  std::string bytes(static_cast<std::size_t>(std::filesystem::file_size(path)), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.gcount() != static_cast<std::streamsize>(bytes.size())) {
    throw io_error("{}: cannot read", path);
  }
  return bytes;
}

void write_payload(ByteWriter& out, const BinnedData& data) {
  out.text(data.source.path);
  out.value(data.source.size);
  out.value(data.source.changed);
  out.value(data.source.hash);
  out.value<std::uint64_t>(data.parameters.size());
  for (const auto& [name, text] : data.parameters) out.text(name), out.text(text);
  out.value(data.min_rows);
  write_schema(out, data.schema);
  out.value<std::uint64_t>(data.table.rows);
  write_label(out, data.label);
  out.list<double>(data.weights);
  out.list<std::int64_t>(data.groups);
  write_edges(out, data.table.edges);
  write_layout(out, data.table);
  write_cells(out, data.table);
  out.finish();
}

}  // namespace

void write_binned(const BinnedData& data, const std::function<void(std::string_view)>& sink) {
  // The head tells of the payload, which is not held in memory: so it is gone through twice.
  PieceHash hash;
  std::uint64_t size = 0;
  ByteWriter measured([&](std::string_view bytes) {
    hash.add(bytes);
    size += bytes.size();
  });
  write_payload(measured, data);
  ByteWriter out(sink);
  out.bytes(kMagic);
  out.value(kVersion);
  out.value(std::uint32_t{0});
  out.value(size);
  out.value(hash.value());
  write_payload(out, data);
}

std::string binned_to_bytes(const BinnedData& data) {
  std::string all;
  write_binned(data, [&](std::string_view bytes) { all += bytes; });
  return all;
}

BinnedData binned_from_payload(std::string_view payload, const std::string& file) {
  ByteReader in(payload, file);
  BinnedData data;
  data.file = file;
  data.source.path = in.text();
  data.source.size = in.value<std::uint64_t>();
  data.source.changed = in.value<std::int64_t>();
  data.source.hash = in.value<std::uint64_t>();
  data.parameters.resize(in.length(16));
  for (auto& [name, text] : data.parameters) name = in.text(), text = in.text();
  data.min_rows = in.value<std::uint64_t>();
  data.schema = read_schema(in);
  const auto rows = in.value<std::uint64_t>();
  in.expect(rows > 0 && rows < 0xffffffff && rows <= in.left() / 4, "its number of rows is wrong");
  data.label = read_label(in, rows);
  data.weights = read_weights(in, rows);
  data.groups = read_groups(in, rows);
  data.table.edges = read_edges(in, data.schema);
  read_layout(in, data.table, rows, data.schema.sparse);
  read_cells(in, data.table);
  in.expect(in.left() == 0, "there are bytes after its end");
  return data;
}

BinnedData binned_from_bytes(std::string_view bytes, const std::string& file) {
  if (!bytes.starts_with(kMagic)) throw input_error("{}: not a binned file", file);
  ByteReader in(bytes.substr(kMagic.size()), file);
  const auto version = in.value<std::uint32_t>();
  if (version != kVersion) {
    throw input_error("{}: a binned file of version {}, and this program knows {}; make it again",
                      file, version, kVersion);
  }
  in.expect(in.value<std::uint32_t>() == 0, "a byte of its head is wrong");
  const auto size = in.value<std::uint64_t>(), hash = in.value<std::uint64_t>();
  in.expect(size == in.left(), "its size is not what it says");
  const std::string_view payload = in.take(in.left());
  in.expect(hash_bytes(payload) == hash, "its checksum does not match");
  return binned_from_payload(payload, file);
}

bool is_binned_file(const std::string& path) {
  std::error_code failure;
  if (path == "-" || !std::filesystem::is_regular_file(path, failure)) return false;
  std::ifstream file(path, std::ios::binary);
  char magic[kMagic.size()] = {};
  file.read(magic, sizeof magic);
  return std::string_view(magic, static_cast<std::size_t>(file.gcount())) == kMagic;
}

BinnedData load_binned(const std::string& path) {
  const std::string bytes = read_whole(path);
  return binned_from_bytes(bytes, path);
}

}  // namespace coppice
