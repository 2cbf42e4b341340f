// apps/shell/commands.hpp -- the commands that begin with a backslash.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shell {

class session;

/// What was typed behind a command, split at blanks; quotes keep them together.
struct arguments {
  std::vector<std::string> words;
  std::string whole;  // as it was typed

  [[nodiscard]] std::string at(std::size_t i) const {
    return i < words.size() ? words[i] : std::string();
  }
};
[[nodiscard]] arguments split(std::string_view text);

struct command {
  std::string_view name, usage, says;
  void (*run)(session& in, arguments const& with);  // throws helios::error
};
[[nodiscard]] std::span<command const> commands();

// describe.cpp
void list_relations(session& in, std::string const& kinds);  // letters: t v s i
void list_schemas(session& in);
void describe(session& in, std::string const& name);
// past.cpp
void list_branches(session& in);
void show_difference(session& in, std::string const& before, std::string const& after);
void list_commits(session& in);
void read_as_of(session& in, std::string const& when);
// copy.cpp
void copy(session& in, arguments const& with);
// help.cpp
void list_commands(session& in);
void sql_help(session& in, std::string const& word);

}  // namespace shell
