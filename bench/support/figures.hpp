// What was measured: figures, each of helios beside at most one peer, collected and written as
// JSON.
#pragma once

#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace helios::bench {

struct figure {
  std::string name;
  std::string unit;
  double helios = 0;
  std::optional<double> peer{};
  std::string peer_name{};
  std::optional<double> required{};               // of the ratio
  bool more_is_better = false;                    // rates; times, bytes and memory: less
  std::optional<double> memory{}, peer_memory{};  // the process's peak meanwhile, in MB

  /// Above 1: helios is better.
  [[nodiscard]] std::optional<double> ratio() const {
    if (!peer) return {};
    return more_is_better ? helios / *peer : *peer / helios;
  }
};

class figures {
 public:
  void add(figure f) {
    std::fprintf(stderr, "  %-44s %12.4g %-10s", f.name.c_str(), f.helios, f.unit.c_str());
    if (f.peer) std::fprintf(stderr, " %s %.4g", f.peer_name.c_str(), *f.peer);
    std::fprintf(stderr, "\n");
    all_.push_back(std::move(f));
  }

  /// Names and units are written as they are: they hold no quote and no backslash.
  void write(std::string const& path) const {
    std::FILE* const out = std::fopen(path.c_str(), "w");
    if (out == nullptr) throw std::runtime_error("cannot write " + path);
    char const* separator = "[\n";
    for (figure const& f : all_) {
      auto const ratio = f.ratio();
      bool const ok = !f.required || (ratio && *ratio >= *f.required);
      std::fprintf(out, "%s{\"name\": \"%s\", \"unit\": \"%s\", \"helios\": %.6g, \"peer\": %s, ",
                   separator, f.name.c_str(), f.unit.c_str(), f.helios, text(f.peer).c_str());
      std::fprintf(out, "\"peer_name\": %s, \"ratio\": %s, \"required\": %s, \"ok\": %s, ",
                   f.peer ? ('"' + f.peer_name + '"').c_str() : "null", text(ratio).c_str(),
                   text(f.required).c_str(), ok ? "true" : "false");
      std::fprintf(out, "\"memory_mb\": %s, \"peer_memory_mb\": %s}", text(f.memory).c_str(),
                   text(f.peer_memory).c_str());
      separator = ",\n";
    }
    std::fprintf(out, all_.empty() ? "[]\n" : "\n]\n");
    if (std::fclose(out) != 0) throw std::runtime_error("cannot write " + path);
  }

 private:
  [[nodiscard]] static std::string text(std::optional<double> const& number) {
    if (!number) return "null";
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", *number);
    return digits;
  }

  std::vector<figure> all_;
};

}  // namespace helios::bench
