#include "tune/ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "coppice-sweep";

std::string line_of(const LedgerHead& head) {
  return Json{{"format", kFormat},
              {"version", 1},
              {"fingerprint", head.fingerprint},
              {"metric", head.metric},
              {"larger_is_better", head.larger_is_better}}
             .dump() +
         '\n';
}

std::string line_of(const TrialRecord& record) {
  Json values = Json::object();
  for (const auto& [name, value] : record.values) values[name] = value;
  Json json{{"trial", record.number},
            {"parameters", values},
            {"seed", record.seed},
            {"end", enum_name(record.end)},
            {"best_round", record.best_round},
            {"value", record.value},
            {"checksum", record.checksum},
            {"seconds", record.seconds},
            {"at", record.at},
            {"curve", record.curve}};
  if (!record.problem.empty()) json["problem"] = record.problem;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// JSON has no NaN; it is written as null.
double number_of(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

TrialRecord record_of(const Json& json) {
  TrialRecord record;
  record.number = json.at("trial").get<int>();
  for (const auto& [name, value] : json.at("parameters").items())
    record.values.emplace_back(name, value.get<std::string>());
  record.seed = json.at("seed").get<std::uint64_t>();
  const auto end = json.at("end").get<std::string>();
  const auto known = std::ranges::find_if(EnumNames<TrialEnd>::names,
                                          [&](const auto& name) { return end == name.second; });
  if (known == EnumNames<TrialEnd>::names.end() || record.number < 1)
    throw std::invalid_argument("no such end of a trial");
  record.end = known->first;
  record.best_round = json.at("best_round").get<int>();
  record.value = number_of(json.at("value"));
  for (const Json& value : json.at("curve")) record.curve.push_back(number_of(value));
  if (record.best_round < 0 || static_cast<std::size_t>(record.best_round) > record.curve.size())
    throw std::invalid_argument("best_round");
  record.checksum = json.at("checksum").get<std::string>();
  record.seconds = number_of(json.at("seconds"));
  record.at = number_of(json.at("at"));
  record.problem = json.value("problem", "");
  return record;
}

void check_head(const Json& json, const LedgerHead& head, const std::string& path) {
  if (json.value("version", 0) != 1) {
    throw input_error("{}: this ledger is of another version; name another folder with -o", path);
  }
  if (json.value("fingerprint", "") != head.fingerprint) {
    throw usage_error(
        "{}: this ledger is of another sweep: data, space, parameters or sampler differ; "
        "give the same ones, or another folder with -o",
        path);
  }
}

struct Lines {
  std::vector<std::string> lines;  ///< whole ones only
  std::size_t bytes = 0;           ///< of those
};

Error foreign(const std::string& path) {
  return input_error("{}: this is not the ledger of a sweep; name another folder with -o", path);
}

Lines read_lines(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw io_error("{}: cannot read: {}", path, std::strerror(errno));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Lines found;
  for (std::size_t end; (end = text.find('\n', found.bytes)) != std::string::npos;
       found.bytes = end + 1) {
    found.lines.push_back(text.substr(found.bytes, end - found.bytes));
  }
  // What is cut off is dropped: it must be ours.
  const std::string start = fmt::format(R"({{"format":"{}")", kFormat);
  if (!text.starts_with(start) && !start.starts_with(text)) throw foreign(path);
  return found;
}

std::vector<TrialRecord> parse(const Lines& found, const LedgerHead& head,
                               const std::string& path) {
  std::vector<TrialRecord> records;
  for (std::size_t i = 0; i < found.lines.size(); ++i) {
    try {
      const Json json = Json::parse(found.lines[i]);
      if (i == 0) {
        check_head(json, head, path);
      } else {
        records.push_back(record_of(json));
      }
    } catch (const Error&) {
      throw;
    } catch (const std::exception&) {
      throw input_error("{}:{}: damaged line; take it out to run its trial again", path, i + 1);
    }
  }
  return records;
}

}  // namespace

std::vector<TrialRecord> read_ledger(const std::string& path, const LedgerHead& head) {
  const Lines found = read_lines(path);
  if (found.lines.empty())
    throw input_error("{}: this is not the ledger of a sweep: it is empty", path);
  return parse(found, head, path);
}

Ledger::Descriptor::~Descriptor() {
  if (number >= 0) close(number);
}

Ledger::Ledger(std::string path, const LedgerHead& head, bool resume) : path_(std::move(path)) {
  file_.number = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_.number < 0) throw io_error("{}: cannot write: {}", path_, std::strerror(errno));
  // Where the file system knows no locks, nobody is kept out.
  if (flock(file_.number, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw usage_error(
        "{}: another sweep is running in this folder; wait for its end, or name another folder "
        "with -o",
        path_);
  }
  const Lines found = read_lines(path_);
  if (!found.lines.empty() && !resume) {
    throw usage_error(
        "{}: a sweep was begun here; give --resume to go on with it, or another folder with -o",
        path_);
  }
  for (TrialRecord& record : parse(found, head, path_)) insert(std::move(record));
  if (ftruncate(file_.number, static_cast<off_t>(found.bytes)) != 0)
    throw io_error("{}: cannot write: {}", path_, std::strerror(errno));
  syncer_.emplace(file_.number);
  if (found.lines.empty()) write_line(line_of(head));
}

void Ledger::write_line(const std::string& line) {
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t count = write(file_.number, line.data() + done, line.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw io_error("{}: cannot write: {}", path_, std::strerror(errno));
    done += static_cast<std::size_t>(count);
  }
  syncer_->ask();
}

void Ledger::sync() {
  if (const int failure = syncer_->wait())
    throw io_error("{}: cannot sync: {}", path_, std::strerror(failure));
}

void Ledger::insert(TrialRecord record) {
  const auto place = std::ranges::lower_bound(records_, record.number, {}, &TrialRecord::number);
  if (place != records_.end() && place->number == record.number) return;
  records_.insert(place, std::move(record));
}

void Ledger::append(const TrialRecord& record) {
  if (find(record.number) != nullptr) return;
  write_line(line_of(record));
  insert(record);
}

const TrialRecord* Ledger::find(int number) const {
  const auto place = std::ranges::lower_bound(records_, number, {}, &TrialRecord::number);
  return place != records_.end() && place->number == number ? &*place : nullptr;
}

}  // namespace coppice
