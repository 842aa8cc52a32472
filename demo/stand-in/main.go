// Command stand-in answers HTTP probes in place of a program that the demo does not run: the shop's services, and the
// Prometheus server whose operator is real. It ignores the flags meant for the program it stands in for.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	address := os.Getenv("STAND_IN_ADDRESS")
	if address == "" {
		address = ":9090"
	}
	name := os.Getenv("STAND_IN_FOR")
	if name == "" {
		name = "Prometheus"
	}
	if reason := os.Getenv("STAND_IN_FAILS"); reason != "" {
		log.Fatal(reason)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		log.Print("stopping")
		os.Exit(0)
	}()
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		log.Printf("%s %s", request.Method, request.URL.Path)
		fmt.Fprintf(response, "Stand-in for %s in the Latchkey demo: answers every path, does nothing.\n", name)
	})
	log.Printf("stand-in for %s listens on %s", name, address)
	log.Fatal(http.ListenAndServe(address, nil))
}
