// apps/shell/help.cpp -- \? and \h.
#include "commands.hpp"

#include "session.hpp"

#include <algorithm>
#include <ostream>

namespace shell {

namespace {

struct topic {
  std::string_view name, syntax;
};

constexpr topic topics[] = {
    {"ALTER DATABASE BRANCH", "ALTER DATABASE BRANCH name RENAME TO new_name"},
    {"ALTER TABLE",
     "ALTER TABLE name ADD [COLUMN] column type ... | DROP [COLUMN] column | RENAME [COLUMN] a TO "
     "b\n"
     "  | ALTER [COLUMN] column {SET | DROP} {DEFAULT e | NOT NULL} | ALTER column TYPE type\n"
     "  | ADD [CONSTRAINT name] constraint | DROP CONSTRAINT name | RENAME TO name"},
    {"BEGIN", "BEGIN;  ...  SAVEPOINT s;  ROLLBACK TO s;  ...  COMMIT | ROLLBACK;"},
    {"COPY",
     "COPY table [(columns)] FROM 'file' | (query) TO 'file'\n"
     "  WITH (FORMAT csv [, HEADER] [, DELIMITER 'c'] [, QUOTE 'c'] [, NULL 'text'])"},
    {"CREATE DATABASE BRANCH",
     "CREATE DATABASE BRANCH name [FROM branch] [AS OF NOW | SCN n | TIMESTAMP t | TRANSACTION x]"},
    {"CREATE INDEX",
     "CREATE [UNIQUE] INDEX [name] ON table (column | (expression) [DESC], ...)\n"
     "  [WHERE condition]"},
    {"CREATE SCHEMA", "CREATE SCHEMA name"},
    {"CREATE SEQUENCE", "CREATE SEQUENCE name [START WITH n] [INCREMENT BY n] [CYCLE]"},
    {"CREATE TABLE",
     "CREATE TABLE [IF NOT EXISTS] name (\n"
     "  column type [PRIMARY KEY] [NOT NULL] [UNIQUE] [DEFAULT e] [CHECK (e)]\n"
     "    [REFERENCES table], ...,\n"
     "  [CONSTRAINT name] PRIMARY KEY | UNIQUE (columns) | CHECK (e)\n"
     "    | FOREIGN KEY (columns) REFERENCES table)\n"
     "CREATE TABLE name AS query"},
    {"CREATE VIEW", "CREATE [OR REPLACE] VIEW name [(columns)] AS query"},
    {"DELETE", "DELETE FROM table [USING from] [WHERE condition] [RETURNING ...]"},
    {"DROP",
     "DROP TABLE | VIEW | INDEX | SEQUENCE | SCHEMA [IF EXISTS] name [CASCADE]\n"
     "DROP DATABASE BRANCH [IF EXISTS] name"},
    {"EXPLAIN", "EXPLAIN [ANALYZE] statement"},
    {"INSERT",
     "INSERT INTO table [(columns)] VALUES (...), ... | query\n"
     "  [ON CONFLICT [(columns)] DO NOTHING | DO UPDATE SET ...] [RETURNING ...]"},
    {"MERGE DATABASE BRANCH",
     "MERGE DATABASE BRANCH source INTO target\n"
     "  [WITH (conflict_resolution = 'fail' | 'branch_wins' | 'target_wins')]"},
    {"SELECT",
     "[WITH ...] SELECT [DISTINCT] ... FROM table [AS OF SCN n | TIMESTAMP t | NOW] [alias]\n"
     "  [JOIN ...] [WHERE ...] [GROUP BY ...] [HAVING ...] [UNION | INTERSECT | EXCEPT ...]\n"
     "  [ORDER BY ...] [LIMIT n] [OFFSET n]\n"
     "FROM branch.table reads another branch"},
    {"TRUNCATE", "TRUNCATE table [CASCADE]"},
    {"UPDATE", "UPDATE table SET column = e, ... [FROM from] [WHERE condition] [RETURNING ...]"},
    {"USE BRANCH", "USE BRANCH name"},
    {"VACUUM", "VACUUM [(RETENTION_DAYS n | KEEP_FROM_SCN n)]"},
};

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  });
  return text;
}

}  // namespace

void list_commands(session& in) {
  for (command const& c : commands()) {
    std::string head = "  \\" + std::string(c.name) + " " + std::string(c.usage);
    head.resize(std::max<std::size_t>(head.size() + 1, 34), ' ');
    in.out << head << c.says << '\n';
  }
}

void sql_help(session& in, std::string const& word) {
  bool found = false;
  for (topic const& t : topics) {
    if (word.empty()) {
      in.out << "  " << t.name << '\n';
    } else if (t.name.find(upper(word)) != std::string_view::npos) {
      in.out << t.syntax << "\n\n";
      found = true;
    }
  }
  if (!word.empty() && !found) in.out << "No help for \"" << word << "\". Try \\h without it.\n";
}

}  // namespace shell
