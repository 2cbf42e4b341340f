// wants: the rows of a table are a plain struct
#include "shop.hpp"

void rows_that_are_no_struct() { helios::table<"t", std::string>::row r; }
