// apps/shell/describe.cpp -- \d and its kin.
#include "commands.hpp"

#include "session.hpp"

#include <algorithm>
#include <ostream>
#include <set>

namespace shell {

namespace {

char letter(helios::relation_kind kind) {
  switch (kind) {
    case helios::relation_kind::table: return 't';
    case helios::relation_kind::view: return 'v';
    case helios::relation_kind::sequence: return 's';
  }
  return '?';
}

char const* word(helios::relation_kind kind) {
  switch (kind) {
    case helios::relation_kind::table: return "table";
    case helios::relation_kind::view: return "view";
    case helios::relation_kind::sequence: return "sequence";
  }
  return "";
}

/// "users_pkey" PRIMARY KEY (id) -> users_pkey
std::string name_of(std::string const& definition) {
  return definition.substr(1, definition.find('"', 1) - 1);
}

void list_lines(std::ostream& out, char const* what, std::vector<std::string> const& lines) {
  if (lines.empty()) return;
  out << what << ":\n";
  for (std::string const& line : lines) out << "    " << line << '\n';
}

}  // namespace

void list_relations(session& in, std::string const& kinds) {
  grid g;
  bool const indexes = kinds == "i";
  g.title = indexes ? "List of indexes" : "List of relations";
  g.names = {"Schema", "Name", indexes ? "Table" : "Type"};
  for (helios::relation_report const& r : in.now().relations()) {
    if (kinds.find(letter(r.kind)) != std::string::npos) {
      g.rows.push_back({r.schema, r.name, word(r.kind)});
    }
    if (!indexes) continue;
    for (std::string const& i : r.indexes) g.rows.push_back({r.schema, name_of(i), r.name});
  }
  g.to_the_right.assign(g.names.size(), false);
  std::ranges::sort(g.rows);
  if (g.rows.empty()) {
    in.err << "Did not find any relations.\n";
    return;
  }
  in.show(g);
}

void list_schemas(session& in) {
  in.show(
      "SELECT schema_name AS \"Name\" FROM information_schema.schemata "
      "WHERE schema_name NOT LIKE 'pg\\_%' AND schema_name <> 'information_schema' ORDER BY 1",
      "List of schemas");
}

void describe(session& in, std::string const& name) {
  helios::relation_report const r = in.now().describe(name);
  std::string kind = word(r.kind);
  kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
  grid g;
  g.title = kind + " \"" + r.schema + "." + r.name + "\"";
  g.names = {"Column", "Type", "Nullable", "Default"};
  g.to_the_right.assign(g.names.size(), false);
  for (helios::column_report const& c : r.columns) {
    g.rows.push_back({c.name, c.type, c.not_null ? "not null" : "", c.value});
  }
  g.count = false;
  print_options box = in.printing;
  box.how = print_options::form::box;
  std::ostream& out = in.out;
  if (r.kind == helios::relation_kind::sequence) {
    out << g.title << '\n';
    return;
  }
  print(out, g, box);
  list_lines(out, "Indexes", r.indexes);
  list_lines(out, "Check constraints", r.checks);
  list_lines(out, "Foreign-key constraints", r.foreign_keys);
  list_lines(out, "Referenced by", r.referenced_by);
  if (!r.definition.empty()) out << "View definition:\n " << r.definition << '\n';
  out << '\n';
}

}  // namespace shell
