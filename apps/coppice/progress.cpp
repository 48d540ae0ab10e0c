#include "coppice/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "coppice/process.hpp"

namespace coppice {

namespace {

constexpr double kFirstDraw = 0.5;  ///< seconds
constexpr double kNextDraw = 0.1;
constexpr double kMemory = 4.0;  ///< seconds in which the speed forgets to 1/e

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) return size.ws_col - 1u;
  return 79;
}

}  // namespace

double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

void TimeLeft::update(double done, double now) {
  const double passed = now - now_;
  if (passed <= 0) return;
  const double speed = (done - done_) / passed;
  const double keep = speed_ > 0 ? std::exp(-passed / kMemory) : 0.0;
  speed_ = keep * speed_ + (1 - keep) * speed;
  done_ = done;
  now_ = now;
}

double TimeLeft::seconds(double total) const {
  return speed_ > 0 ? std::max(0.0, total - done_) / speed_ : 0.0;
}

std::string duration_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 99.5) return fmt::format("{:.0f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::min(seconds, 1e15) + 0.5);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string bytes_text(double bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < std::size(kUnits); ++unit) bytes /= 1000;
  return fmt::format("{:.{}f} {}", bytes, unit == 0 || bytes >= 100 ? 0 : 1, kUnits[unit]);
}

std::string bar_text(double share, int width) {
  const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
  std::string bar(static_cast<std::size_t>(width), ' ');
  std::fill_n(bar.begin(), filled, '=');
  if (filled < width) bar[static_cast<std::size_t>(filled)] = '>';
  return '[' + bar + ']';
}

bool ProgressLine::due() {
  const double now = clock_.seconds();
  if (now - last_ < (shown_ ? kNextDraw : kFirstDraw)) return false;
  last_ = now;
  return true;
}

void ProgressLine::draw(std::string_view text) {
  write_error_stream(fmt::format("\r{}\033[K", text.substr(0, terminal_width())));
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) write_error_stream("\r\033[K");
  shown_ = false;
}

bool ProgressTable::due() {
  const double now = clock_.seconds();
  if (now - last_ < kNextDraw) return false;
  last_ = now;
  return true;
}

void ProgressTable::draw(std::span<const std::string> lines) {
  std::string text = shown_ > 0 ? fmt::format("\r\033[{}A\033[J", shown_) : "";
  for (const std::string& line : lines) text += line.substr(0, terminal_width()) + '\n';
  write_error_stream(text);
  shown_ = lines.size();
}

void ProgressTable::clear() {
  if (shown_ > 0) write_error_stream(fmt::format("\r\033[{}A\033[J", shown_));
  shown_ = 0;
}

}  // namespace coppice
