// tests/support/slt/fake_engine.hpp -- an engine that answers by script: SQL text -> result.
//
// Errors    SQL that the script does not have is a failure with SQLSTATE 42601
#pragma once

#include <tests/support/slt/engine.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::test::slt {

/// Every copy made by a factory writes to the same log: `connection: sql`.
class fake_engine final : public engine {
 public:
  using answers = std::map<std::string, result, std::less<>>;

  fake_engine(answers const& known, std::vector<std::string>& log, std::string name)
      : answers_(known), log_(log), name_(std::move(name)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  result execute(std::string_view connection, std::string_view sql) override {
    log_.push_back(std::string(connection) + ": " + std::string(sql));
    auto const known = answers_.find(sql);
    if (known == answers_.end()) return failure{"42601", "unknown: \"" + std::string(sql) + "\""};
    return known->second;
  }

 private:
  answers const& answers_;
  std::vector<std::string>& log_;
  std::string name_;
};

}  // namespace helios::test::slt
