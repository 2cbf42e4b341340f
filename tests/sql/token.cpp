#include <helios/sql/token.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>

using namespace helios::sql;

namespace {

std::vector<token> tokens_of(std::string_view text) {
  std::vector<token> out;
  tokenize(text, out);
  return out;
}

/// Each token's text, separated by |.
std::string split(std::string_view text) {
  std::string out;
  for (token const& t : tokens_of(text))
    if (t.kind != token_kind::end)
      out += (out.empty() ? "" : "|") + std::string(text.substr(t.offset, t.length));
  return out;
}

token_kind kind_of(std::string_view text) { return tokens_of(text).at(0).kind; }

lexical_error error_of(std::string_view text) {
  for (token const& t : tokens_of(text))
    if (t.kind == token_kind::invalid) return static_cast<lexical_error>(t.aux);
  FAIL("no invalid token in " << text);
  return {};
}

}  // namespace

TEST_CASE("key words are found in any case, names are not", "[token]") {
  for (keyword const& k : keywords) {
    token_kind const kind = find_keyword(k.text);
    REQUIRE(is_keyword(kind));
    CHECK(keyword_of(kind).text == k.text);
    CHECK(kind_of(k.text) == kind);
    std::string upper(k.text);
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    CHECK(kind_of(upper) == kind);
    CHECK(kind_of(std::string(k.text) + "x_") == token_kind::name);
    CHECK(kind_of("\"" + std::string(k.text) + "\"") == token_kind::name);
  }
  CHECK(kind_of("selec") == token_kind::name);
  CHECK(kind_of("é") == token_kind::name);
}

TEST_CASE("an operator ends where PostgreSQL ends it", "[token]") {
  CHECK(split("a=-1") == "a|=|-|1");
  CHECK(split("a<->b") == "a|<->|b");
  CHECK(split("a@-b") == "a|@-|b");
  CHECK(split("a*-b") == "a|*|-|b");
  CHECK(split("a+-+b") == "a|+|-|+|b");
  CHECK(split("a||-b") == "a|||-|b");
  CHECK(split("a<=>b") == "a|<=>|b");
  CHECK(split("a=--b\n1") == "a|=|1");
  CHECK(split("a*/*x*/b") == "a|*|b");
  CHECK(split("a<>b!=c<=d>=e") == "a|<>|b|!=|c|<=|d|>=|e");
  CHECK(kind_of("!=") == token_kind::not_equal);
  CHECK(kind_of("=>") == token_kind::arrow);
  CHECK(kind_of(":=") == token_kind::becomes);
  CHECK(split("a::b:c") == "a|::|b|:|c");
  CHECK(split("1..2") == "1|..|2");
}

TEST_CASE("a question mark joins no operator but those of jsonb", "[token]") {
  CHECK(split("id=?") == "id|=|?");
  CHECK(split("a?b") == "a|?|b");
  CHECK(split("a?|b") == "a|?||b");
  CHECK(split("a?&b") == "a|?&|b");
  CHECK(split("a@?b") == "a|@?|b");
  CHECK(split("?||'x'") == "?||||'x'");
  CHECK(split("(?,?)") == "(|?|,|?|)");
  auto const t = tokens_of("? ? ?");
  CHECK(t[2].aux == 2);
}

TEST_CASE("numbers", "[token]") {
  CHECK(kind_of("1") == token_kind::integer);
  CHECK(kind_of("1.") == token_kind::decimal);
  CHECK(kind_of(".5") == token_kind::decimal);
  CHECK(kind_of("1e5") == token_kind::decimal);
  CHECK(kind_of("1.5e-3") == token_kind::decimal);
  CHECK(split("1e5.5") == "1e5|.5");
  CHECK(error_of("1e") == lexical_error::junk_after_number);
  CHECK(error_of("123abc") == lexical_error::junk_after_number);
  CHECK(error_of("1e+x") == lexical_error::junk_after_number);
}

TEST_CASE("quoted texts of every kind are one token", "[token]") {
  CHECK(split("'it''s' x") == "'it''s'|x");
  CHECK(split("E'a\\'b' x") == "E'a\\'b'|x");
  CHECK(split("'a\\' x") == "'a\\'|x");
  CHECK(split("U&'d!0061' UESCAPE '!' x") == "U&'d!0061' UESCAPE '!'|x");
  CHECK(split("U&\"d\" x") == "U&\"d\"|x");
  CHECK(split("$$a'b$$ x") == "$$a'b$$|x");
  CHECK(split("$t$a$$b$t $t$ x") == "$t$a$$b$t $t$|x");
  CHECK(split("'a'\n  'b' x") == "'a'\n  'b'|x");
  CHECK(split("'a' -- c 'z'\n 'b' x") == "'a' -- c 'z'\n 'b'|x");
  CHECK(split("'a' 'b'") == "'a'|'b'");
  CHECK(split("B'01'X'1f'N'x'") == "B'01'|X'1f'|N'x'");
  CHECK(split("\"a\"\"b\".c") == "\"a\"\"b\"|.|c");
  CHECK(split("u & b") == "u|&|b");
  CHECK(split("a$1 $1") == "a$1|$1");
}

TEST_CASE("comments nest and vanish", "[token]") {
  CHECK(split("a /* b /* c */ d */ e") == "a|e");
  CHECK(split("a -- b\nc--") == "a|c");
  CHECK(split("--") == "");
  CHECK(split("") == "");
}

TEST_CASE("what is no token says why", "[token]") {
  CHECK(error_of("'a") == lexical_error::unterminated_string);
  CHECK(error_of("E'a\\'") == lexical_error::unterminated_string);
  CHECK(error_of("\"a") == lexical_error::unterminated_name);
  CHECK(error_of("$$a$") == lexical_error::unterminated_dollar_string);
  CHECK(error_of("a /* /* */") == lexical_error::unterminated_comment);
  CHECK(error_of("b'0") == lexical_error::unterminated_bits);
  CHECK(error_of("x'0") == lexical_error::unterminated_hex);
  CHECK(error_of("\"\"") == lexical_error::empty_name);
  CHECK(error_of("$1a") == lexical_error::junk_after_parameter);
  CHECK(error_of("$99999999999") == lexical_error::parameter_out_of_range);
  CHECK(error_of("$0") == lexical_error::parameter_out_of_range);
  CHECK(kind_of("\\") == token_kind::other);
}

TEST_CASE("brackets that enclose a query are marked", "[token]") {
  auto const marked = [](std::string_view text) {
    std::string out;
    for (token const& t : tokens_of(text)) {
      if (t.kind == token_kind::open) out += '.';
      if (t.kind == token_kind::open_query) out += 'q';
    }
    return out;
  };
  CHECK(marked("(select 1)") == "q");
  CHECK(marked("((select 1))") == "qq");
  CHECK(marked("((select 1)+1)") == ".q");
  CHECK(marked("((select 1) union select 2)") == "qq");
  CHECK(marked("((select 1) limit 1)") == "qq");
  CHECK(marked("f((select 1))") == "qq");
  CHECK(marked("((select 1) a join b on c)") == ".q");
  CHECK(marked("(values (1))") == "q.");
  CHECK(marked("(values)") == ".");
  CHECK(marked("(with a as (select 1) select 2)") == "qq");
  CHECK(marked("(table t)") == "q");
  CHECK(marked("(select 1") == "q");
  CHECK(marked("(a") == ".");
}

TEST_CASE("tokens lie in order inside any text", "[token]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  static constexpr std::string_view alphabet =
      "ab1$'\"\\-+*/<>=!?@#%^&|`~.,:;()[]{} \n\tEUXnB_\xc3\xa9";
  for (int i = 0; i != 20000; ++i) {
    std::string text;
    for (std::size_t n = random() % 24; n != 0; --n) text += alphabet[random() % alphabet.size()];
    INFO(text);
    auto const tokens = tokens_of(text);
    REQUIRE(tokens.back().kind == token_kind::end);
    REQUIRE(tokens.back().offset == text.size());
    std::uint32_t end = 0;
    for (token const& t : tokens) {
      REQUIRE(t.offset >= end);
      REQUIRE((t.length != 0 || t.kind == token_kind::end));
      end = t.end();
      REQUIRE(end <= text.size());
    }
  }
}

TEST_CASE("positions count characters from 1", "[token]") {
  CHECK(character_position("abc", 0) == 1);
  CHECK(character_position("é = b", 3) == 3);
  CHECK(character_position("日本", 6) == 3);
}
