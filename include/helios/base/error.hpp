// helios/base/error.hpp -- the one exception of helios: what went wrong, where, what to do.
//
// Shape     a five-character SQLSTATE (PostgreSQL's, see its manual, appendix A) and texts
// Errors    helios::error is the only exception that leaves a public function of helios. A lack of
//           memory is 53200; values of the caller's own types that rows are read as, such as
//           std::string, throw what they throw.
#pragma once

#include <helios/config.hpp>

#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace helios {

/// A SQLSTATE: five characters, compared as text, checked when compiled: `sqlstate_code("40001")`.
class sqlstate_code {
 public:
  consteval sqlstate_code(char const (&text)[6]) noexcept
      : text_{text[0], text[1], text[2], text[3], text[4], 0} {}
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_, 5}; }
  friend constexpr bool operator==(sqlstate_code a, sqlstate_code b) noexcept {
    return a.view() == b.view();
  }

 private:
  char text_[6];
};

/// The codes that helios raises, by PostgreSQL's condition names.
namespace errc {
inline constexpr sqlstate_code feature_not_supported{"0A000"};
inline constexpr sqlstate_code string_data_right_truncation{"22001"};
inline constexpr sqlstate_code numeric_value_out_of_range{"22003"};
inline constexpr sqlstate_code invalid_datetime_format{"22007"};
inline constexpr sqlstate_code datetime_field_overflow{"22008"};
inline constexpr sqlstate_code division_by_zero{"22012"};
inline constexpr sqlstate_code invalid_parameter_value{"22023"};
inline constexpr sqlstate_code invalid_text_representation{"22P02"};
inline constexpr sqlstate_code invalid_binary_representation{"22P03"};
inline constexpr sqlstate_code invalid_byte_sequence{"22021"};
inline constexpr sqlstate_code invalid_escape_sequence{"22025"};
inline constexpr sqlstate_code integrity_constraint_violation{"23000"};
inline constexpr sqlstate_code not_null_violation{"23502"};
inline constexpr sqlstate_code foreign_key_violation{"23503"};
inline constexpr sqlstate_code unique_violation{"23505"};
inline constexpr sqlstate_code check_violation{"23514"};
inline constexpr sqlstate_code active_sql_transaction{"25001"};
inline constexpr sqlstate_code read_only_sql_transaction{"25006"};
inline constexpr sqlstate_code no_active_sql_transaction{"25P01"};
inline constexpr sqlstate_code in_failed_sql_transaction{"25P02"};
inline constexpr sqlstate_code invalid_savepoint{"3B001"};
inline constexpr sqlstate_code serialization_failure{"40001"};
inline constexpr sqlstate_code syntax_error{"42601"};
inline constexpr sqlstate_code invalid_name{"42602"};
inline constexpr sqlstate_code undefined_column{"42703"};
inline constexpr sqlstate_code undefined_table{"42P01"};
inline constexpr sqlstate_code undefined_object{"42704"};
inline constexpr sqlstate_code undefined_function{"42883"};
inline constexpr sqlstate_code duplicate_column{"42701"};
inline constexpr sqlstate_code duplicate_object{"42710"};
inline constexpr sqlstate_code duplicate_table{"42P07"};
inline constexpr sqlstate_code datatype_mismatch{"42804"};
inline constexpr sqlstate_code disk_full{"53100"};
inline constexpr sqlstate_code out_of_memory{"53200"};
inline constexpr sqlstate_code program_limit_exceeded{"54000"};
inline constexpr sqlstate_code statement_too_complex{"54001"};
inline constexpr sqlstate_code object_not_in_prerequisite_state{"55000"};
inline constexpr sqlstate_code object_in_use{"55006"};
inline constexpr sqlstate_code lock_not_available{"55P03"};
inline constexpr sqlstate_code query_canceled{"57014"};
inline constexpr sqlstate_code io_error{"58030"};
inline constexpr sqlstate_code undefined_file{"58P01"};
inline constexpr sqlstate_code internal_error{"XX000"};
inline constexpr sqlstate_code data_corrupted{"XX001"};
inline constexpr sqlstate_code cannot_coerce{"42846"};
inline constexpr sqlstate_code invalid_time_zone_displacement{"22009"};
inline constexpr sqlstate_code substring_error{"22011"};
inline constexpr sqlstate_code interval_field_overflow{"22015"};
inline constexpr sqlstate_code sequence_generator_limit_exceeded{"2200H"};
inline constexpr sqlstate_code dependent_objects_still_exist{"2BP01"};
inline constexpr sqlstate_code generated_always{"428C9"};
inline constexpr sqlstate_code wrong_object_type{"42809"};
inline constexpr sqlstate_code invalid_foreign_key{"42830"};
inline constexpr sqlstate_code duplicate_schema{"42P06"};
inline constexpr sqlstate_code invalid_table_definition{"42P16"};
inline constexpr sqlstate_code invalid_schema_name{"3F000"};
inline constexpr sqlstate_code invalid_argument_for_logarithm{"2201E"};
inline constexpr sqlstate_code invalid_argument_for_power_function{"2201F"};
inline constexpr sqlstate_code invalid_argument_for_width_bucket{"2201G"};
inline constexpr sqlstate_code ambiguous_function{"42725"};
inline constexpr sqlstate_code null_value_not_allowed{"22004"};
inline constexpr sqlstate_code data_exception{"22000"};
inline constexpr sqlstate_code cardinality_violation{"21000"};
inline constexpr sqlstate_code undefined_parameter{"42P02"};
inline constexpr sqlstate_code indeterminate_datatype{"42P18"};
inline constexpr sqlstate_code array_subscript_error{"2202E"};
inline constexpr sqlstate_code ambiguous_column{"42702"};
inline constexpr sqlstate_code ambiguous_alias{"42P09"};
inline constexpr sqlstate_code duplicate_alias{"42712"};
inline constexpr sqlstate_code grouping_error{"42803"};
inline constexpr sqlstate_code invalid_column_reference{"42P10"};
inline constexpr sqlstate_code invalid_recursion{"42P19"};
inline constexpr sqlstate_code invalid_row_count_in_limit_clause{"2201W"};
inline constexpr sqlstate_code invalid_row_count_in_result_offset_clause{"2201X"};
inline constexpr sqlstate_code null_value_no_indicator{"22002"};
inline constexpr sqlstate_code bad_copy_file_format{"22P04"};
inline constexpr sqlstate_code untranslatable_character{"22P05"};
inline constexpr sqlstate_code no_data_found{"P0002"};
inline constexpr sqlstate_code too_many_rows{"P0003"};
inline constexpr sqlstate_code invalid_sql_statement_name{"26000"};
inline constexpr sqlstate_code duplicate_prepared_statement{"42P05"};
inline constexpr sqlstate_code cant_change_runtime_param{"55P02"};
inline constexpr sqlstate_code insufficient_privilege{"42501"};
inline constexpr sqlstate_code reserved_name{"42939"};
inline constexpr sqlstate_code undefined_database{"3D000"};
inline constexpr sqlstate_code invalid_column_definition{"42611"};
inline constexpr sqlstate_code invalid_object_definition{"42P17"};
}  // namespace errc

/// What every failing helios call throws. Copies share their texts, so copying never throws.
class error : public std::exception {
 public:
  error(sqlstate_code code, std::string message) : code_(code), texts_(std::make_shared<texts>()) {
    texts_->message = std::move(message);
  }
  /// 53200, made where there is no memory left for texts: it has one that all share.
  [[nodiscard]] static error out_of_memory() noexcept { return error(errc::out_of_memory); }

  /// Builders, used where the error is raised: `throw error(...).detail(...).hint(...)`.
  error&& detail(std::string text) && { return own().detail = std::move(text), std::move(*this); }
  error&& hint(std::string text) && { return own().hint = std::move(text), std::move(*this); }
  error&& context(std::string text) && { return own().context = std::move(text), std::move(*this); }
  error&& at(std::size_t position) && { return position_ = position, std::move(*this); }

  [[nodiscard]] sqlstate_code code() const noexcept { return code_; }
  [[nodiscard]] std::string_view sqlstate() const noexcept { return code_.view(); }
  [[nodiscard]] std::string const& message() const noexcept { return all().message; }
  [[nodiscard]] std::string const& detail() const& noexcept { return all().detail; }
  [[nodiscard]] std::string const& hint() const& noexcept { return all().hint; }
  /// Where it happened when that is no place in a SQL text: the line and column of a file.
  [[nodiscard]] std::string const& context() const& noexcept { return all().context; }
  /// 1-based character position in the SQL text; 0: not about a place in a text.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  /// Running the same transaction again may succeed.
  [[nodiscard]] bool retryable() const noexcept { return code_ == errc::serialization_failure; }
  [[nodiscard]] char const* what() const noexcept override { return all().message.c_str(); }

 private:
  struct texts {
    std::string message, detail, hint, context;
  };
  explicit error(sqlstate_code code) noexcept : code_(code) {}
  [[nodiscard]] texts const& all() const noexcept {
    static texts const no_memory{"out of memory", {}, {}, {}};
    return texts_ ? *texts_ : no_memory;
  }
  [[nodiscard]] texts& own() {
    if (!texts_) texts_ = std::make_shared<texts>(all());
    return *texts_;
  }

  sqlstate_code code_;
  std::shared_ptr<texts> texts_;  // nullptr: out_of_memory()
  std::size_t position_ = 0;
};

}  // namespace helios
