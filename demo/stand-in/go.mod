module latchkey.dev/demo/stand-in

go 1.24.0
