// The main function of a group of benchmarks: options, cases in turn, figures as JSON.
//
//   --rows N --rounds N --folder <path> --only <part of a case's name> --out <json>
#pragma once

#include <bench/support/figures.hpp>
#include <bench/support/settings.hpp>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string_view>

namespace helios::bench {

struct named_case {
  char const* name;
  void (*run)(settings const&, figures&);
};

[[nodiscard]] inline settings parse(int count, char** words) {
  settings s;
  for (int i = 1; i < count; i += 2) {
    std::string_view const name = words[i];
    if (i + 1 == count) throw std::runtime_error("no value for " + std::string(name));
    std::string const value = words[i + 1];
    if (name == "--rows")
      s.rows = std::stoull(value);
    else if (name == "--rounds")
      s.rounds = std::stoi(value);
    else if (name == "--folder")
      s.folder = value;
    else if (name == "--only")
      s.only = value;
    else if (name == "--out")
      s.out = value;
    else
      throw std::runtime_error("no such option: " + std::string(name));
  }
  if (s.folder.empty() || s.out.empty()) throw std::runtime_error("--folder and --out are needed");
  if (s.rows < 1000 || s.rounds < 1) throw std::runtime_error("at least 1000 rows and 1 round");
  return s;
}

/// Runs them in their order; returns the program's exit code.
[[nodiscard]] inline int run_cases(int count, char** words, char const* program,
                                   std::span<named_case const> cases) {
  try {
    settings const s = parse(count, words);
    figures out;
    for (named_case const& c : cases) {
      if (std::string_view(c.name).find(s.only) == std::string_view::npos) continue;
      std::fprintf(stderr, "%s\n", c.name);
      settings own = s;
      own.folder += std::string("/") + c.name;
      std::filesystem::create_directories(own.folder);
      c.run(own, out);
      std::filesystem::remove_all(own.folder);
    }
    out.write(s.out);
    return 0;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s: %s\n", program, e.what());
    return 1;
  }
}

}  // namespace helios::bench
