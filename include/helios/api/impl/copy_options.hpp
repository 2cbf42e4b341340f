// helios/api/impl/copy_options.hpp -- the options of COPY .. WITH (FORMAT csv, HEADER, ...).
#pragma once

#include <helios/api/copy.hpp>
#include <helios/sql/ast/visit.hpp>
#include <helios/sql/token.hpp>

#include <algorithm>
#include <string>

namespace helios::api::detail {

/// The text of an option's value: a word, a string or a number; none: "".
[[nodiscard]] inline std::string word_of(sql::ast::option const& option) {
  sql::ast::expression const* const value = option.value.get();
  if (value == nullptr) return {};
  if (value->kind == sql::ast::expression_kind::literal) {
    return std::string(static_cast<sql::ast::literal const*>(value)->text);
  }
  if (value->kind == sql::ast::expression_kind::column) {
    return std::string(static_cast<sql::ast::column const*>(value)->parts.back().text);
  }
  throw error(errc::feature_not_supported, "COPY options with lists are not supported");
}

class copy_option_reader {
 public:
  /// `text`: what the tree was parsed from.
  copy_option_reader(sql::ast::copy const& tree, std::string_view text)
      : tree_(&tree), text_(text) {
    for (sql::ast::option const& option : tree.options) read(option);
    if (!csv_) {
      throw error(errc::feature_not_supported, "COPY reads and writes CSV alone")
          .hint("Say WITH (FORMAT csv).");
    }
    if (!escape_said_) format_.csv.escape = format_.csv.quote;
    check(format_.csv);
  }
  [[nodiscard]] copy_format const& format() const noexcept { return format_; }

 private:
  void read(sql::ast::option const& option) {
    std::string const key(option.key.front().text);
    std::string const value = word_of(option);
    if (key == "format") {
      csv_ = value == "csv";
      if (!csv_ && value != "text" && value != "binary") {
        throw error(errc::invalid_parameter_value, "COPY format \"" + value + "\" not recognized")
            .at(sql::character_position(text_, option.at.offset));
      }
    } else if (key == "header") {
      format_.header = header(value);
    } else if (key == "delimiter") {
      format_.csv.delimiter = one_character(key, value);
    } else if (key == "quote") {
      format_.csv.quote = one_character(key, value);
    } else if (key == "escape") {
      format_.csv.escape = one_character(key, value);
      escape_said_ = true;
    } else if (key == "null") {
      format_.csv.null = value;
    } else if (key == "encoding") {
      if (value != "utf8" && value != "UTF8" && value != "utf-8" && value != "UTF-8") {
        throw error(errc::feature_not_supported, "COPY reads and writes UTF-8 alone");
      }
    } else if (key != "freeze") {
      throw error(errc::syntax_error, "option \"" + key + "\" not recognized")
          .at(sql::character_position(text_, option.at.offset));
    }
  }
  [[nodiscard]] csv_header header(std::string value) const {
    std::ranges::transform(value, value.begin(), [](unsigned char c) {
      return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    if (value.empty() || value == "true" || value == "on" || value == "1") return csv_header::skip;
    if (value == "false" || value == "off" || value == "0") return csv_header::none;
    if (value == "match" && tree_->from) return csv_header::match;
    if (value == "match") {
      throw error(errc::feature_not_supported, "cannot use \"match\" with HEADER in COPY TO");
    }
    throw error(errc::syntax_error, "header requires a Boolean value or \"match\"");
  }
  [[nodiscard]] static char one_character(std::string const& key, std::string const& value) {
    if (value.size() == 1) return value[0];
    throw error(errc::feature_not_supported,
                "COPY " + key + " must be a single one-byte character");
  }

  sql::ast::copy const* tree_;
  std::string_view text_;
  copy_format format_;
  bool csv_ = false;
  bool escape_said_ = false;
};

}  // namespace helios::api::detail
